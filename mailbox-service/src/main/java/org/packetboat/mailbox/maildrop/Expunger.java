package org.packetboat.mailbox.maildrop;

import org.packetboat.mailbox.store.Transaction;
import org.packetboat.mailbox.store.UidRanges;

/** Expunges messages of a mailbox whether or not they have {@code \Deleted}; those that are gone already are left out. */
@FunctionalInterface
public interface Expunger {
    void expunge(Transaction transaction, long accountId, long mailboxId, UidRanges uids) throws InterruptedException;
}
