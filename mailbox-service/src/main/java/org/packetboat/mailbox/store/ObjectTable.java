package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Objects that bodies were put in, or whose key came back unused. */
public final class ObjectTable {
    private static final String ABANDON = """
            INSERT INTO object (object_key, live_bodies, live_octets, deletable_from)
            SELECT t.object_key, 0, 0, now() FROM unnest($1::text[]) AS t (object_key)
            ON CONFLICT (object_key) DO NOTHING
            """;

    private static final String DEAD = """
            live_bodies = 0 AND deletable_from <= now()
                AND (last_ended_at IS NULL OR last_ended_at <= now() - $1::bigint * interval '1 millisecond')
                AND (leased_until IS NULL OR leased_until < now())
            """;

    private static final String CANDIDATES =
            "SELECT object_key FROM object WHERE " + DEAD + " ORDER BY deletable_from LIMIT $2";

    private static final String UNFOLDED = "SELECT DISTINCT object_key FROM body_event WHERE object_key = ANY($1)";

    private static final String LEASE =
            "UPDATE object SET leased_to = $3, leased_until = now() + $4::bigint * interval '1 millisecond'"
                    + " WHERE object_key = ANY($2) AND " + DEAD + " RETURNING object_key";

    private static final String CONFIRM = """
            WITH gone AS (
                DELETE FROM object WHERE object_key = ANY($1) AND leased_to = $2 AND live_bodies = 0
                RETURNING live_octets, born_octets
            )
            INSERT INTO ledger_total AS t (slot, objects, live_octets, dead_octets)
            SELECT $3::int, -count(*), -sum(live_octets), -sum(born_octets - live_octets) FROM gone
            WHERE born_octets > 0 HAVING count(*) > 0
            ON CONFLICT (slot) DO UPDATE SET objects = t.objects + excluded.objects, live_octets = t.live_octets + excluded.live_octets,
                dead_octets = t.dead_octets + excluded.dead_octets
            """;

    private final Database database;

    public ObjectTable(Database database) {
        this.database = database;
    }

    /** Makes keys without references deletable at once. */
    public void abandon(List<String> objectKeys) throws InterruptedException {
        database.run(ABANDON, Tuple.of(objectKeys.toArray(String[]::new)));
    }

    /** The same for the keys of a block that is over, in its transaction: those that were used have a row already. */
    static void sendUnused(Transaction transaction, List<String> objectKeys) {
        transaction.send(ABANDON, Tuple.of(objectKeys.toArray(String[]::new)));
    }

    /**
     * Leases dead objects to {@code collector}. An object for which an event is still waiting to be folded is left out: events of a body's birth
     * committed long before the object became deletable, so none can come up after this look.
     */
    public List<String> claimDead(String collector, int limit, long graceMillis, long leaseMillis)
            throws InterruptedException {
        Set<String> candidates = keys(CANDIDATES, Tuple.of(graceMillis, limit));
        if (candidates.isEmpty()) {
            return List.of();
        }
        candidates.removeAll(keys(UNFOLDED, Tuple.of(candidates.toArray(String[]::new))));
        String[] dead = candidates.toArray(String[]::new);
        return new ArrayList<>(keys(LEASE, Tuple.of(graceMillis, dead, collector, leaseMillis)));
    }

    /** Forgets objects that {@code collector} has deleted under its lease. */
    public void confirmDeleted(String collector, List<String> objectKeys) throws InterruptedException {
        database.run(CONFIRM, Tuple.of(objectKeys.toArray(String[]::new), collector, LedgerTotals.anySlot()));
    }

    private Set<String> keys(String sql, Tuple parameters) throws InterruptedException {
        Set<String> keys = new HashSet<>();
        for (Row row : database.run(sql, parameters)) {
            keys.add(row.getString(0));
        }
        return keys;
    }
}
