package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Begin and end events of bodies on their way into the sums of their objects. */
public final class BodyEventTable {
    private static final String LOCK = """
            SELECT account_id, event_id, octets, bodies, object_key, (extract(epoch FROM created_at) * 1000000)::bigint
            FROM body_event LIMIT $1 FOR UPDATE SKIP LOCKED
            """;

    private static final String FOLD = """
            WITH input AS MATERIALIZED (
                SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
                    AS t (event_id, octets, bodies, object_key, created_at, block_id, account_id, mailbox_id)
            ), fresh AS (
                INSERT INTO object_event (object_key, event_id)
                SELECT object_key, event_id FROM input ORDER BY object_key, event_id
                ON CONFLICT DO NOTHING RETURNING object_key, event_id
            ), sums AS MATERIALIZED (
                SELECT i.object_key, sum(i.bodies) AS bodies, sum(i.octets)::bigint AS octets,
                    coalesce(sum(i.octets) FILTER (WHERE i.bodies > 0), 0)::bigint AS born, max(b.deletable_from) AS deletable_from,
                    to_timestamp(max(i.created_at) FILTER (WHERE i.bodies < 0) / 1000000.0) AS ended_at,
                    max(i.account_id) AS account_id, max(i.mailbox_id) AS mailbox_id
                FROM fresh f JOIN input i ON i.object_key = f.object_key AND i.event_id = f.event_id
                    LEFT JOIN key_block b ON b.block_id = i.block_id
                GROUP BY i.object_key
            ), changed AS (
                INSERT INTO object AS o (object_key, live_bodies, live_octets, born_octets, base_octets, deletable_from, last_ended_at,
                    account_id, mailbox_id)
                SELECT object_key, bodies, octets, born, born, coalesce(deletable_from, now()), ended_at, account_id, mailbox_id
                FROM sums ORDER BY object_key
                ON CONFLICT (object_key) DO UPDATE SET
                    live_bodies = o.live_bodies + excluded.live_bodies,
                    live_octets = o.live_octets + excluded.live_octets,
                    born_octets = o.born_octets + excluded.born_octets,
                    base_octets = o.base_octets + excluded.base_octets,
                    last_ended_at = GREATEST(o.last_ended_at, excluded.last_ended_at),
                    account_id = coalesce(o.account_id, excluded.account_id),
                    mailbox_id = coalesce(o.mailbox_id, excluded.mailbox_id)
                RETURNING o.object_key, o.born_octets
            )
            INSERT INTO ledger_total AS t (slot, objects, live_octets, dead_octets)
            SELECT $9::int, count(*) FILTER (WHERE s.born > 0 AND s.born = c.born_octets), sum(s.octets), sum(s.born - s.octets)
            FROM sums s JOIN changed c ON c.object_key = s.object_key HAVING count(*) > 0
            ON CONFLICT (slot) DO UPDATE SET objects = t.objects + excluded.objects, live_octets = t.live_octets + excluded.live_octets,
                dead_octets = t.dead_octets + excluded.dead_octets
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
     * What an object key tells of its object.
     *
     * @param blockId of the reservation, -1 when there was none
     * @param accountId whose past it is; null: nobody's in particular
     * @param mailboxId which past of it
     */
    public record Origin(
            long blockId, @Nullable Long accountId, @Nullable Long mailboxId) {}

    /**
     * Folds at most {@code limit} events. Taking an event away is a transaction of its account, adding it to its object is one of the ledger:
     * when the first is lost after the second, {@code object_event} keeps the repeat from counting twice.
     *
     * @param origins what object keys tell of themselves
     * @param quietMillis after which the compactor looks at an account in which something has happened
     * @return how many were taken away
     */
    public int fold(int limit, Function<String, Origin> origins, long quietMillis) throws InterruptedException {
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
                CompactionTable.touch(database, accounts(events), quietMillis);
                database.run(FOLD, foldParameters(events, origins));
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

    private static Tuple foldParameters(List<Event> events, Function<String, Origin> origins) {
        List<Origin> of =
                events.stream().map(event -> origins.apply(event.objectKey())).toList();
        return Tuple.tuple()
                .addValue(eventIds(events))
                .addValue(events.stream().map(Event::octets).toArray(Long[]::new))
                .addValue(events.stream().map(Event::bodies).toArray(Integer[]::new))
                .addValue(objectKeys(events))
                .addValue(events.stream().map(Event::createdMicros).toArray(Long[]::new))
                .addValue(of.stream().map(Origin::blockId).toArray(Long[]::new))
                .addValue(of.stream().map(Origin::accountId).toArray(Long[]::new))
                .addValue(of.stream().map(Origin::mailboxId).toArray(Long[]::new))
                .addInteger(LedgerTotals.anySlot());
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
