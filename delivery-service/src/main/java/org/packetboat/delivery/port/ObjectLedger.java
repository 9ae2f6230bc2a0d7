package org.packetboat.delivery.port;

import java.util.List;
import org.packetboat.blob.ReservedKeys;

/** The ledger of objects, which is the mailbox service's. Calls block. */
public interface ObjectLedger {
    /** Reserves names for packs. */
    ReservedKeys.Block reserve(int count) throws InterruptedException;

    /** Reserves names for bodies that wait to be referred to, as a gateway's staged ones. */
    ReservedKeys.Block reserveStaged(int count) throws InterruptedException;

    /** Nothing refers to these objects, and nothing will. */
    void abandon(List<String> objectKeys) throws InterruptedException;

    /** Objects to delete, leased to this collector for a while. */
    List<String> claimDead(int limit) throws InterruptedException;

    /** They are gone from the store. */
    void confirmDeleted(List<String> objectKeys) throws InterruptedException;
}
