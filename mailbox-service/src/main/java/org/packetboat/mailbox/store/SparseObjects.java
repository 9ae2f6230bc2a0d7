package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects that are worth to be written again, and what is left in them. */
public final class SparseObjects {
    private static final String SPARSE = """
            live_bodies > 0 AND live_octets * 2 < base_octets AND account_id IS NULL AND object_key LIKE 'pack/%'
                AND deletable_from <= now() AND (leased_until IS NULL OR leased_until < now())
            """;

    private static final String LEASE = """
            UPDATE object SET leased_to = $1, leased_until = now() + $2::bigint * interval '1 millisecond'
            WHERE object_key = ANY(ARRAY(
                SELECT object_key FROM object WHERE %s ORDER BY deletable_from LIMIT $3 FOR UPDATE SKIP LOCKED))
            RETURNING object_key
            """.formatted(SPARSE);

    private static final String RELEASE =
            "UPDATE object SET leased_to = NULL, leased_until = NULL WHERE object_key = ANY($1) AND leased_to = $2";

    private static final String REBASE = "UPDATE object SET base_octets = live_octets WHERE object_key = $1";

    // The innermost predicate is that of the index object_unfinished.
    private static final String UNFINISHED = """
            SELECT mailbox_id, object_key, sparse FROM (
                SELECT mailbox_id, object_key, deletable_from, sparse, count(*) OVER past AS objects, bool_or(sparse) OVER past AS any_sparse
                FROM (SELECT *, live_octets * 2 < base_octets AS sparse FROM object
                    WHERE account_id = $1 AND live_bodies > 0 AND (live_octets < 4194304 OR live_octets * 2 < base_octets)) o
                WINDOW past AS (PARTITION BY mailbox_id)) p
            WHERE any_sparse OR objects >= $2
            ORDER BY mailbox_id, deletable_from LIMIT $3
            """;

    private static final String BODIES = """
            SELECT %s FROM body b WHERE b.object_key = ANY($1::text[])
            ORDER BY array_position($1::text[], b.object_key), b.blob_offset, b.account_id, b.body_id LIMIT $2
            """.formatted(PackedBody.COLUMNS);

    private final Database database;

    public SparseObjects(Database database) {
        this.database = database;
    }

    /**
     * Objects of one mailbox's past, the oldest first.
     *
     * @param sparse those of them that are below half live
     */
    public record Past(long mailboxId, List<String> objectKeys, List<String> sparse) {}

    /** Leases packs of many accounts that are below half live, the oldest first. */
    public List<String> lease(String compactor, long leaseMillis, int limit) throws InterruptedException {
        List<String> keys = new ArrayList<>();
        for (Row row : database.run(LEASE, Tuple.of(compactor, leaseMillis, limit))) {
            keys.add(row.getString(0));
        }
        return keys;
    }

    /** Ends leases. */
    public void release(List<String> objectKeys, String compactor) throws InterruptedException {
        database.run(RELEASE, Tuple.of(objectKeys.toArray(String[]::new), compactor));
    }

    /** There was nothing to gain: not to be looked at before half of what is live now has ended. */
    public void rebase(String objectKey) throws InterruptedException {
        database.run(REBASE, Tuple.of(objectKey));
    }

    /**
     * Objects of an account's past that are small or below half live, by mailbox; at most {@code limit} objects, and none of mailboxes that have fewer than
     * {@code enough} of them and none below half live: most mailboxes end in a small one, and there may be thousands of mailboxes.
     */
    public List<Past> unfinished(long accountId, int enough, int limit) throws InterruptedException {
        Map<Long, Past> pasts = new TreeMap<>();
        for (Row row : database.run(UNFINISHED, Tuple.of(accountId, enough, limit))) {
            Past past = pasts.computeIfAbsent(row.getLong(0), id -> new Past(id, new ArrayList<>(), new ArrayList<>()));
            past.objectKeys().add(row.getString(1));
            if (row.getBoolean(2)) {
                past.sparse().add(row.getString(1));
            }
        }
        return List.copyOf(pasts.values());
    }

    /** The bodies that lie in these objects, object by object in the order given and there by place; at most {@code limit}. */
    public List<PackedBody> bodies(List<String> objectKeys, int limit) throws InterruptedException {
        List<PackedBody> bodies = new ArrayList<>();
        for (Row row : database.run(BODIES, Tuple.of(objectKeys.toArray(String[]::new), limit))) {
            bodies.add(PackedBody.of(row, 0));
        }
        return bodies;
    }
}
