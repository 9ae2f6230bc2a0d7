package org.packetboat.mailbox.mailboxes;

import java.time.Duration;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.RemovalTable;

/** Takes away in short transactions what deleted mailboxes and removed accounts leave behind. Any number of instances may do so at once. */
public final class Removals {
    private static final int MAILBOXES = 100;
    private static final int BATCH = 1_000;

    private final RemovalTable table;

    /** @param pause before a mailbox is looked at again whose bodies have not ended yet */
    public Removals(Database database, Duration pause) {
        table = new RemovalTable(database, pause);
    }

    /** Does what can be done now; the bodies of what it took away end when expunge-grace is over. */
    public void runOnce() throws InterruptedException {
        for (RemovalTable.Removed removed : table.pending(MAILBOXES)) {
            int taken;
            do {
                taken = table.advance(removed, BATCH);
            } while (taken >= BATCH);
        }
        table.endAccounts(MAILBOXES);
    }
}
