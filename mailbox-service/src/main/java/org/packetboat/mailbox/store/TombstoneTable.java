package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Tombstones whose grace is over: their bodies lose a reference, and end with the last one. What is left is the log of expunges, which is forgotten
 * in its time.
 */
public final class TombstoneTable {
    private static final String DUE = """
        SELECT account_id, mailbox_id, uid FROM tombstone
        WHERE NOT body_ended AND expunged_at < now() - $1::bigint * interval '1 millisecond'
        ORDER BY expunged_at LIMIT $2
        """;

    private static final String END = """
        WITH due AS MATERIALIZED (
            SELECT t.uid, t.body_id FROM tombstone t
            WHERE t.account_id = $1 AND t.mailbox_id = $2 AND t.uid = ANY($3) AND NOT t.body_ended
            FOR UPDATE SKIP LOCKED
        ), marked AS (
            UPDATE tombstone t SET body_ended = true
            WHERE t.account_id = $1 AND t.mailbox_id = $2 AND t.uid = ANY(ARRAY(SELECT uid FROM due))
        ), counts AS MATERIALIZED (
            SELECT body_id, count(*)::int AS tombstones FROM due GROUP BY body_id
        ), lowered AS (
            UPDATE body b SET ref_count = b.ref_count
                - (SELECT c.tombstones FROM counts c WHERE c.body_id = b.body_id)
            WHERE b.account_id = $1 AND b.body_id = ANY(ARRAY(SELECT body_id FROM counts))
            RETURNING b.body_id, b.ref_count, b.object_key, b.blob_length
        ), events AS (
            INSERT INTO body_event (account_id, event_id, octets, bodies, object_key)
            SELECT $1, gen_random_uuid(), -blob_length, -1, object_key FROM lowered WHERE ref_count = 0
        )
        SELECT body_id FROM lowered WHERE ref_count = 0
        """;

    private static final String DELETE_BODIES = "DELETE FROM body WHERE account_id = $1 AND body_id = ANY($2)";

    private static final String FORGETTABLE = """
        SELECT account_id, mailbox_id, uid FROM tombstone
        WHERE body_ended AND expunged_at < now() - $1::bigint * interval '1 millisecond'
        ORDER BY expunged_at LIMIT $2
        """;

    private static final String FORGET = """
        WITH forgotten AS (
            DELETE FROM tombstone t WHERE t.account_id = $1 AND t.mailbox_id = $2 AND t.uid = ANY($3) AND t.body_ended
            RETURNING t.mod_seq
        )
        UPDATE mailbox m SET expunge_log_from = f.mod_seq FROM (SELECT max(mod_seq) AS mod_seq FROM forgotten) f
        WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.expunge_log_from < f.mod_seq
        """;

    private final Database database;

    public TombstoneTable(Database database) {
        this.database = database;
    }

    private record Mailbox(long accountId, long mailboxId) {}

    /** Ends at most {@code limit} that are due, a mailbox at a time. Returns how many were due. */
    public int endDue(long graceMillis, int limit) throws InterruptedException {
        return forEach(DUE, graceMillis, limit, this::end);
    }

    /** Forgets at most {@code limit} expunges that are older than {@code retentionMillis}. Returns how many were due. */
    public int forgetDue(long retentionMillis, int limit) throws InterruptedException {
        return forEach(FORGETTABLE, retentionMillis, limit, (mailbox, uids) -> database.run(FORGET, uids));
    }

    @FunctionalInterface
    private interface Work {
        void run(Mailbox mailbox, Tuple uids) throws InterruptedException;
    }

    private int forEach(String dueSql, long ageMillis, int limit, Work work) throws InterruptedException {
        Map<Mailbox, List<Long>> mailboxes = new LinkedHashMap<>();
        int due = 0;
        for (Row row : database.run(dueSql, Tuple.of(ageMillis, limit))) {
            mailboxes
                    .computeIfAbsent(new Mailbox(row.getLong(0), row.getLong(1)), mailbox -> new ArrayList<>())
                    .add(row.getLong(2));
            due++;
        }
        for (Map.Entry<Mailbox, List<Long>> entry : mailboxes.entrySet()) {
            Mailbox mailbox = entry.getKey();
            Long[] uids = entry.getValue().toArray(Long[]::new);
            work.run(mailbox, Tuple.of(mailbox.accountId(), mailbox.mailboxId(), uids));
        }
        return due;
    }

    private void end(Mailbox mailbox, Tuple tuple) throws InterruptedException {
        database.transact(transaction -> {
            List<UUID> ended = new ArrayList<>();
            for (Row row : transaction.run(END, tuple)) {
                ended.add(row.getUUID(0));
            }
            if (!ended.isEmpty()) {
                transaction.send(DELETE_BODIES, Tuple.of(mailbox.accountId()).addValue(ended.toArray(UUID[]::new)));
            }
            return ended.size();
        });
    }
}
