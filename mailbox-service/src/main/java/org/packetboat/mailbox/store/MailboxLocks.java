package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** Locks of the rows of two mailboxes, always in the same order, so that a move there and one back do not wait for each other. */
public final class MailboxLocks {
    private static final String BOTH = """
            SELECT m.mailbox_id, m.name FROM mailbox m
            WHERE m.account_id = $1 AND (m.mailbox_id = $2 OR m.name = $3) ORDER BY m.mailbox_id FOR UPDATE
            """;

    private MailboxLocks() {}

    /** Asks for the locks of mailbox {@code mailboxId} and of the one called {@code name}, which may be the same. */
    static Pending<RowSet<Row>> send(Transaction transaction, long accountId, long mailboxId, String name) {
        return transaction.send(BOTH, Tuple.of(accountId, mailboxId, name));
    }

    /** @throws RefusedException NO_SUCH_MAILBOX when the answer lacks either */
    static void check(RowSet<Row> locked, long mailboxId, String name) {
        boolean first = false;
        boolean second = false;
        for (Row row : locked) {
            first |= row.getLong(0) == mailboxId;
            second |= row.getString(1).equals(name);
        }
        if (!first || !second) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
    }

    /** Locks both. */
    public static void lock(Transaction transaction, long accountId, long mailboxId, String name)
            throws InterruptedException {
        check(send(transaction, accountId, mailboxId, name).await(), mailboxId, name);
    }
}
