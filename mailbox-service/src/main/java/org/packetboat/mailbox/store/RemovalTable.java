package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What deleted mailboxes and removed accounts leave behind, taken away in batches: messages become tombstones, whose bodies end in their time; the
 * log of expunges goes when that is done; an account's row goes last.
 */
public final class RemovalTable {
    private static final String PENDING =
            "SELECT account_id, mailbox_id FROM mailbox_removal WHERE due_at <= now() ORDER BY due_at LIMIT $1";

    private static final String LOCK = """
            SELECT mailbox_id FROM mailbox_removal WHERE account_id = $1 AND mailbox_id = $2 FOR UPDATE SKIP LOCKED
            """;

    // Ranges of UIDs rather than lists of them: a plan made while the tables were empty cannot go wrong on those.
    private static final String BURY = """
            WITH gone AS (
                DELETE FROM message WHERE account_id = $1 AND mailbox_id = $2 AND uid <= (
                    SELECT max(uid) FROM (
                        SELECT uid FROM message WHERE account_id = $1 AND mailbox_id = $2 ORDER BY uid LIMIT $3) AS first)
                RETURNING uid, mod_seq, internal_date, save_date, size, body_id, system_flags, keywords)
            INSERT INTO tombstone (account_id, mailbox_id, uid, mod_seq, expunged_at, internal_date, save_date, size, body_id,
                system_flags, keywords)
            SELECT $1, $2, uid, mod_seq, now(), internal_date, save_date, size, body_id, system_flags, keywords FROM gone
            """;

    private static final String FORGET = """
            DELETE FROM tombstone WHERE account_id = $1 AND mailbox_id = $2 AND body_ended AND uid <= (
                SELECT max(uid) FROM (
                    SELECT uid FROM tombstone WHERE account_id = $1 AND mailbox_id = $2 ORDER BY uid LIMIT $3) AS first)
            """;

    private static final String FORGET_BLOCKS = "DELETE FROM uid_block WHERE account_id = $1 AND mailbox_id = $2";

    private static final String FORGET_KEYWORDS =
            "DELETE FROM mailbox_keyword WHERE account_id = $1 AND mailbox_id = $2";

    private static final String PUT_OFF = """
            UPDATE mailbox_removal SET due_at = now() + $3::bigint * interval '1 millisecond'
            WHERE account_id = $1 AND mailbox_id = $2
            """;

    private static final String END = """
            DELETE FROM mailbox_removal WHERE account_id = $1 AND mailbox_id = $2
                AND NOT EXISTS (SELECT 1 FROM message WHERE account_id = $1 AND mailbox_id = $2)
                AND NOT EXISTS (SELECT 1 FROM tombstone WHERE account_id = $1 AND mailbox_id = $2)
            """;

    private static final String END_ACCOUNTS = """
            DELETE FROM account WHERE account_id IN (
                SELECT c.account_id FROM account c
                WHERE c.state = 'removing'
                    AND NOT EXISTS (SELECT 1 FROM mailbox_removal r WHERE r.account_id = c.account_id)
                    AND NOT EXISTS (SELECT 1 FROM address a WHERE a.address = c.address AND a.account_id = c.account_id)
                    AND NOT EXISTS (SELECT 1 FROM body b WHERE b.account_id = c.account_id)
                LIMIT $1)
            """;

    private final Database database;
    private final long pauseMillis;

    /** @param pause before a mailbox is looked at again whose bodies have not ended yet */
    public RemovalTable(Database database, Duration pause) {
        this.database = database;
        pauseMillis = pause.toMillis();
    }

    /** A deleted mailbox. */
    public record Removed(long accountId, long mailboxId) {}

    /** Deleted mailboxes that are not gone yet. */
    public List<Removed> pending(int limit) throws InterruptedException {
        List<Removed> removed = new ArrayList<>();
        for (Row row : database.run(PENDING, Tuple.of(limit))) {
            removed.add(new Removed(row.getLong(0), row.getLong(1)));
        }
        return removed;
    }

    /** Takes away at most {@code limit} messages and as many entries of the log. Returns how many it took. */
    public int advance(Removed removed, int limit) throws InterruptedException {
        Tuple mailbox = Tuple.of(removed.accountId, removed.mailboxId);
        Tuple batch = Tuple.of(removed.accountId, removed.mailboxId, limit);
        return database.transact(transaction -> {
            if (transaction.run(LOCK, mailbox).size() == 0) {
                return 0;
            }
            int taken = transaction.run(BURY, batch).rowCount();
            taken += transaction.run(FORGET, batch).rowCount();
            transaction.send(FORGET_BLOCKS, mailbox);
            transaction.send(FORGET_KEYWORDS, mailbox);
            transaction.send(END, mailbox);
            if (taken < limit) {
                transaction.send(PUT_OFF, Tuple.of(removed.accountId, removed.mailboxId, pauseMillis));
            }
            return taken;
        });
    }

    /** Ends removed accounts of which nothing is left. */
    public void endAccounts(int limit) throws InterruptedException {
        database.run(END_ACCOUNTS, Tuple.of(limit));
    }
}
