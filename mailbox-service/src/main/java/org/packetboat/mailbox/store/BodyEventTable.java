package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** Begin and end events of bodies on their way into the sums of their objects. */
public final class BodyEventTable {
    private static final String LOCK = """
            SELECT account_id, event_id, octets, bodies, object_key, (extract(epoch FROM created_at) * 1000000)::bigint
            FROM body_event LIMIT $1 FOR UPDATE SKIP LOCKED
            """;

    private static final String FOLD = """
            WITH input AS MATERIALIZED (
                SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[], $5::bigint[], $6::bigint[])
                    AS t (event_id, octets, bodies, object_key, created_at, block_id)
            ), fresh AS (
                INSERT INTO object_event (object_key, event_id)
                SELECT object_key, event_id FROM input ORDER BY object_key, event_id
                ON CONFLICT DO NOTHING RETURNING object_key, event_id
            )
            INSERT INTO object AS o (object_key, live_bodies, live_octets, deletable_from, last_ended_at)
            SELECT i.object_key, sum(i.bodies), sum(i.octets), coalesce(max(b.deletable_from), now()),
                to_timestamp(max(i.created_at) FILTER (WHERE i.bodies < 0) / 1000000.0)
            FROM fresh f JOIN input i ON i.object_key = f.object_key AND i.event_id = f.event_id
                LEFT JOIN key_block b ON b.block_id = i.block_id
            GROUP BY i.object_key ORDER BY i.object_key
            ON CONFLICT (object_key) DO UPDATE SET
                live_bodies = o.live_bodies + excluded.live_bodies,
                live_octets = o.live_octets + excluded.live_octets,
                last_ended_at = GREATEST(o.last_ended_at, excluded.last_ended_at)
            """;

    private static final String DELETE = """
            DELETE FROM body_event e USING unnest($1::bigint[], $2::uuid[]) AS t (account_id, event_id)
            WHERE e.account_id = t.account_id AND e.event_id = t.event_id
            """;

    private static final String FORGET = """
            DELETE FROM object_event e USING unnest($1::text[], $2::uuid[]) AS t (object_key, event_id)
            WHERE e.object_key = t.object_key AND e.event_id = t.event_id
            """;

    private static final String CLEAN = """
            DELETE FROM object_event WHERE (object_key, event_id) IN (
                SELECT o.object_key, o.event_id FROM object_event o
                WHERE o.folded_at < now() - interval '1 hour'
                    AND NOT EXISTS (SELECT 1 FROM body_event WHERE created_at < now() - interval '30 minutes')
                LIMIT $1)
            """;

    private final Database database;

    public BodyEventTable(Database database) {
        this.database = database;
    }

    private record Event(long accountId, UUID eventId, long octets, int bodies, String objectKey, long createdMicros) {}

    /**
     * Folds at most {@code limit} events. Taking an event away is a transaction of its account, adding it to its object is one of the ledger:
     * when the first is lost after the second, {@code object_event} keeps the repeat from counting twice.
     *
     * @param blockOf the block that an object key is of
     * @return how many were taken away
     */
    public int fold(int limit, ToLongFunction<String> blockOf) throws InterruptedException {
        List<Event> folded = database.transact(transaction -> {
            List<Event> events = new ArrayList<>();
            for (Row row : transaction.run(LOCK, Tuple.of(limit))) {
                events.add(new Event(
                        row.getLong(0),
                        row.getUUID(1),
                        row.getLong(2),
                        row.getInteger(3),
                        row.getString(4),
                        row.getLong(5)));
            }
            if (!events.isEmpty()) {
                database.run(FOLD, foldParameters(events, blockOf));
                transaction.send(
                        DELETE, Tuple.tuple().addValue(accounts(events)).addValue(eventIds(events)));
            }
            return events;
        });
        if (!folded.isEmpty()) {
            database.run(FORGET, Tuple.tuple().addValue(objectKeys(folded)).addValue(eventIds(folded)));
        }
        return folded.size();
    }

    /** Removes what a fold that was cut off has left behind. */
    public void clean(int limit) throws InterruptedException {
        database.run(CLEAN, Tuple.of(limit));
    }

    private static Tuple foldParameters(List<Event> events, ToLongFunction<String> blockOf) {
        return Tuple.tuple()
                .addValue(eventIds(events))
                .addValue(events.stream().map(Event::octets).toArray(Long[]::new))
                .addValue(events.stream().map(Event::bodies).toArray(Integer[]::new))
                .addValue(objectKeys(events))
                .addValue(events.stream().map(Event::createdMicros).toArray(Long[]::new))
                .addValue(events.stream()
                        .map(event -> blockOf.applyAsLong(event.objectKey()))
                        .toArray(Long[]::new));
    }

    private static Long[] accounts(List<Event> events) {
        return events.stream().map(Event::accountId).toArray(Long[]::new);
    }

    private static UUID[] eventIds(List<Event> events) {
        return events.stream().map(Event::eventId).toArray(UUID[]::new);
    }

    private static String[] objectKeys(List<Event> events) {
        return events.stream().map(Event::objectKey).toArray(String[]::new);
    }
}
