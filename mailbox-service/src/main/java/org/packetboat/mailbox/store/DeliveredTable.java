package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which deliveries an account has had, and which were given up: a row for either, so that it cannot be both. Rows of the first kind are written by
 * {@link DeliveryStatement}.
 */
public final class DeliveredTable {
    /** In place of a UID. */
    static final long FORGONE = 0;

    // In one order, for two that give up the same. A delivery that is under way is waited for.
    private static final String FORGO = """
            INSERT INTO delivered (account_id, delivery_id, mailbox_id, uid_validity, uid, expires_at)
            SELECT a.account_id, $1, 0, 0, $2, now() + $3 * interval '1 millisecond'
            FROM unnest($4::bigint[]) AS a (account_id) ORDER BY a.account_id
            ON CONFLICT (account_id, delivery_id) DO NOTHING
            """;
    private static final String FORGONE_AMONG = """
            SELECT account_id FROM delivered WHERE account_id = ANY($1) AND delivery_id = $2 AND uid = $3
            """;
    private static final String CLEAN = """
            DELETE FROM delivered WHERE (account_id, delivery_id) IN (
                SELECT account_id, delivery_id FROM delivered WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED)
            """;

    private final Database database;

    public DeliveredTable(Database database) {
        this.database = database;
    }

    /**
     * Gives a delivery up for those of the accounts that have not had it; returns for which it is, by this call or an earlier one.
     *
     * @param retention how long this is remembered
     */
    public List<Long> forgo(UUID deliveryId, List<Long> accountIds, Duration retention) throws InterruptedException {
        Long[] accounts = accountIds.toArray(Long[]::new);
        return database.transact(transaction -> {
            var unused = transaction.run(FORGO, Tuple.of(deliveryId, FORGONE, retention.toMillis(), accounts));
            List<Long> forgone = new ArrayList<>();
            for (Row row : transaction.run(FORGONE_AMONG, Tuple.of(accounts, deliveryId, FORGONE))) {
                forgone.add(row.getLong(0));
            }
            return forgone;
        });
    }

    /** Removes at most {@code limit} rows that have expired; returns how many. */
    public int clean(int limit) throws InterruptedException {
        return database.run(CLEAN, Tuple.of(limit)).rowCount();
    }
}
