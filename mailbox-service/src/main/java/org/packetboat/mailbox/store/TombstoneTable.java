package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tombstones whose grace is over: their bodies lose a reference, and end with the last one. */
public final class TombstoneTable {
    private static final String DUE = """
            SELECT account_id, mailbox_id, uid FROM tombstone
            WHERE NOT body_ended AND expunged_at < now() - $1::bigint * interval '1 millisecond'
            ORDER BY expunged_at LIMIT $2
            """;

    private static final String END = """
            WITH due AS MATERIALIZED (
                SELECT t.mailbox_id, t.uid, t.body_id FROM tombstone t
                WHERE t.account_id = $1 AND NOT t.body_ended
                    AND (t.mailbox_id, t.uid) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))
                FOR UPDATE SKIP LOCKED
            ), marked AS (
                UPDATE tombstone t SET body_ended = true FROM due
                WHERE t.account_id = $1 AND t.mailbox_id = due.mailbox_id AND t.uid = due.uid
            ), lowered AS (
                UPDATE body b SET ref_count = b.ref_count - c.tombstones
                FROM (SELECT body_id, count(*)::int AS tombstones FROM due GROUP BY body_id) c
                WHERE b.account_id = $1 AND b.body_id = c.body_id
                RETURNING b.body_id, b.ref_count, b.object_key, b.blob_length
            ), events AS (
                INSERT INTO body_event (account_id, event_id, octets, bodies, object_key)
                SELECT $1, gen_random_uuid(), -blob_length, -1, object_key FROM lowered WHERE ref_count = 0
            )
            SELECT body_id FROM lowered WHERE ref_count = 0
            """;

    private static final String DELETE_BODIES = "DELETE FROM body WHERE account_id = $1 AND body_id = ANY($2)";

    private final Database database;

    public TombstoneTable(Database database) {
        this.database = database;
    }

    /** Ends at most {@code limit} that are due, an account at a time. Returns how many were due. */
    public int endDue(long graceMillis, int limit) throws InterruptedException {
        Map<Long, List<Row>> accounts = new LinkedHashMap<>();
        int due = 0;
        for (Row row : database.run(DUE, Tuple.of(graceMillis, limit))) {
            accounts.computeIfAbsent(row.getLong(0), id -> new ArrayList<>()).add(row);
            due++;
        }
        for (Map.Entry<Long, List<Row>> account : accounts.entrySet()) {
            end(account.getKey(), account.getValue());
        }
        return due;
    }

    private void end(long accountId, List<Row> tombstones) throws InterruptedException {
        Long[] mailboxes = tombstones.stream().map(row -> row.getLong(1)).toArray(Long[]::new);
        Long[] uids = tombstones.stream().map(row -> row.getLong(2)).toArray(Long[]::new);
        database.transact(transaction -> {
            List<UUID> ended = new ArrayList<>();
            for (Row row : transaction.run(END, Tuple.of(accountId, mailboxes, uids))) {
                ended.add(row.getUUID(0));
            }
            if (!ended.isEmpty()) {
                transaction.send(DELETE_BODIES, Tuple.of(accountId).addValue(ended.toArray(UUID[]::new)));
            }
            return ended.size();
        });
    }
}
