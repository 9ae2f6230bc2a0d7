package org.packetboat.delivery.port;

import java.util.List;
import org.packetboat.blob.ReservedKeys;

/** The ledger of objects, which is the mailbox service's. Calls block. */
public interface ObjectLedger {
    /** Reserves names for packs. */
    ReservedKeys.Block reserve(int count) throws InterruptedException;

    /** Objects to delete, leased to this collector for a while. */
    List<String> claimDead(int limit) throws InterruptedException;

    /** They are gone from the store. */
    void confirmDeleted(List<String> objectKeys) throws InterruptedException;
}
