package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.OptionalLong;

/** Accounts that the compactor should look at, each leased to one compactor at a time. */
public final class CompactionTable {
    // Nothing is written for an account that is waiting already.
    private static final String TOUCH = """
            INSERT INTO compaction AS c (account_id, due_at)
            SELECT DISTINCT t.account_id, now() + $2::bigint * interval '1 millisecond' FROM unnest($1::bigint[]) AS t (account_id)
            ORDER BY t.account_id
            ON CONFLICT (account_id) DO UPDATE SET touched = true WHERE c.leased_to IS NOT NULL AND NOT c.touched
            """;

    private static final String CLAIM = """
            UPDATE compaction SET leased_to = $1, leased_until = now() + $2::bigint * interval '1 millisecond', touched = false
            WHERE account_id = (
                SELECT account_id FROM compaction WHERE due_at <= now() AND (leased_until IS NULL OR leased_until < now())
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING account_id
            """;

    private static final String AGAIN = """
            UPDATE compaction SET leased_to = NULL, leased_until = NULL, due_at = now() + $3::bigint * interval '1 millisecond'
            WHERE account_id = $1 AND leased_to = $2
            """;

    private static final String FORGET =
            "DELETE FROM compaction WHERE account_id = $1 AND leased_to = $2 AND NOT touched";

    private final Database database;

    public CompactionTable(Database database) {
        this.database = database;
    }

    /** Something has happened in these accounts: they are due after a while, if they are not yet. */
    static void touch(Database database, Long[] accountIds, long quietMillis) throws InterruptedException {
        Long[] distinct = Arrays.stream(accountIds).distinct().sorted().toArray(Long[]::new);
        database.run(TOUCH, Tuple.of(distinct).addLong(quietMillis));
    }

    /** Leases the account that has been due for longest. */
    public OptionalLong claim(String compactor, long leaseMillis) throws InterruptedException {
        for (Row row : database.run(CLAIM, Tuple.of(compactor, leaseMillis))) {
            return OptionalLong.of(row.getLong(0));
        }
        return OptionalLong.empty();
    }

    /** Ends the lease; the account is due again after {@code millis}. */
    public void again(long accountId, String compactor, long millis) throws InterruptedException {
        database.run(AGAIN, Tuple.of(accountId, compactor, millis));
    }

    /** Ends the lease; the account is due again when something happens in it, or after {@code millis} if it has happened meanwhile. */
    public void forget(long accountId, String compactor, long millis) throws InterruptedException {
        if (database.run(FORGET, Tuple.of(accountId, compactor)).rowCount() == 0) {
            again(accountId, compactor, millis);
        }
    }
}
