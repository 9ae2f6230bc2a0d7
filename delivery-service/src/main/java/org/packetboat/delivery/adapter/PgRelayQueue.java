package org.packetboat.delivery.adapter;

import static org.packetboat.delivery.adapter.DeliveryDatabase.text;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.QueueControl.State;
import org.packetboat.delivery.port.RelayQueue;

/**
 * The queue in PostgreSQL. The order of locks is message, then recipients by primary key; but whoever adds recipients, which nobody else can see by then, takes
 * the message last.
 */
public final class PgRelayQueue implements RelayQueue {
    /** Messages of one claim: few, so that the workers of a destination share what is due. */
    private static final int CLAIM_HEADS = 10;

    /** Recipients of one claim: those of a transaction (RFC 5321 §4.5.3.1.8). */
    private static final int CLAIM_RECIPIENTS = 100;

    private static final String KNOWS =
            "SELECT count(*) FROM queue_recipient WHERE delivery_id = $1 AND recipient = ANY($2)";

    private static final String ADD_RECIPIENT = """
            INSERT INTO queue_recipient
                (delivery_id, recipient, destination, priority, due_at, warn_at, expires_at, look_at, forget_at, hold_until, deliver_by)
            VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $7::timestamptz, LEAST($6::timestamptz, $7::timestamptz), $8, $9, $10)
            ON CONFLICT (delivery_id, recipient) DO NOTHING
            """;

    // Copies by a mailing list come in several records with one id. The row is locked also when it is there, so that
    // the end of its last recipient
    // cannot pass by the new ones.
    private static final String ADD_MESSAGE = """
            INSERT INTO queue_message (delivery_id, record, body_key, body_until) VALUES ($1, $2, $3, $4)
            ON CONFLICT (delivery_id) DO UPDATE SET body_until = queue_message.body_until
            """;

    // A skip scan: one descent of the index for each destination, however many rows it has.
    private static final String DUE = """
            WITH RECURSIVE step (destination) AS (
                (SELECT destination FROM queue_recipient WHERE state = 0 AND destination > $1 ORDER BY destination LIMIT 1)
                UNION ALL
                SELECT (SELECT q.destination FROM queue_recipient q
                        WHERE q.state = 0 AND q.destination > step.destination ORDER BY q.destination LIMIT 1)
                FROM step WHERE step.destination IS NOT NULL)
            SELECT step.destination,
                CASE WHEN d.blocked_until > now() - interval '1 day' THEN d.failures ELSE 0 END AS failures
            FROM step LEFT JOIN queue_destination d ON d.destination = coalesce($3, step.destination)
            WHERE step.destination IS NOT NULL
              AND (d.blocked_until IS NULL OR d.blocked_until <= now())
              AND EXISTS (SELECT 1 FROM queue_recipient r
                          WHERE r.state = 0 AND r.destination = step.destination AND r.due_at <= now())
            LIMIT $2
            """;

    private static final String CLAIMED = """
            UPDATE queue_recipient q
            SET due_at = now() + $2 * interval '1 millisecond', holder = $3, fence = fence + 1, attempts = attempts + %d
            FROM picked
            WHERE q.delivery_id = picked.delivery_id AND q.recipient = picked.recipient
            RETURNING q.delivery_id, q.recipient, q.destination, q.fence, q.attempts, q.queued_at, picked.was_due, q.warn_at,
                q.expires_at, q.last_reply
            """;

    private static final String CLAIM = """
            WITH heads AS (
                SELECT DISTINCT delivery_id FROM (
                    SELECT delivery_id FROM queue_recipient
                    WHERE state = 0 AND destination = $1 AND due_at <= now()
                    ORDER BY due_at, delivery_id LIMIT $4 FOR UPDATE SKIP LOCKED) AS first),
            picked AS (
                SELECT r.delivery_id, r.recipient, r.due_at AS was_due
                FROM queue_recipient r JOIN heads USING (delivery_id)
                WHERE r.state = 0 AND r.destination = $1 AND r.due_at <= now()
                ORDER BY r.delivery_id, r.recipient LIMIT $5 FOR UPDATE OF r SKIP LOCKED)
            """ + CLAIMED.formatted(1);

    private static final String CLAIM_OVERDUE = """
            WITH picked AS (
                SELECT delivery_id, recipient, due_at AS was_due FROM queue_recipient
                WHERE state = 0 AND look_at <= now() AND (holder IS NULL OR due_at <= now())
                ORDER BY look_at LIMIT $1 FOR UPDATE SKIP LOCKED)
            """ + CLAIMED.formatted(0);

    // In the order of all locks. A row that is being settled is waited for, and not ours then.
    private static final String RENEW = """
            WITH ours AS (
                SELECT q.delivery_id, q.recipient
                FROM queue_recipient q JOIN
                    (SELECT unnest($1::uuid[]) AS delivery_id, unnest($2::text[]) AS recipient, unnest($3::bigint[]) AS fence) c
                    USING (delivery_id, recipient)
                WHERE q.fence = c.fence AND q.holder = $4 AND q.state < 2
                ORDER BY q.delivery_id, q.recipient COLLATE "C" FOR UPDATE OF q)
            UPDATE queue_recipient q SET due_at = now() + $5 * interval '1 millisecond'
            FROM ours WHERE q.delivery_id = ours.delivery_id AND q.recipient = ours.recipient
            RETURNING q.delivery_id, q.recipient, q.fence
            """;

    private static final String LOAD = "SELECT record FROM queue_message WHERE delivery_id = $1";

    private static final String LOCK_MESSAGE = "SELECT 1 FROM queue_message WHERE delivery_id = $1 FOR UPDATE";

    // The fence moves on, so that nothing is settled twice, and nobody who has claimed the row meanwhile ends a
    // message.
    private static final String SETTLE = """
            UPDATE queue_recipient SET state = coalesce($4::smallint, state), fence = fence + 1, due_at = $5, last_reply = left($6, 1000),
                holder = NULL, attempts = attempts - $7::integer,
                warn_at = CASE WHEN $8::boolean THEN NULL ELSE warn_at END,
                look_at = CASE WHEN $8::boolean THEN expires_at ELSE coalesce($13::timestamptz, look_at) END,
                report_kind = $9, report_status = $10, report_peer = $11
            WHERE delivery_id = $1 AND recipient = $2 AND state < 2 AND (fence = $3::bigint OR $12::boolean)
            RETURNING fence = $3::bigint + 1 AS ours
            """;

    private static final String CLAIM_OWED = """
            WITH picked AS (
                SELECT delivery_id, recipient, due_at AS was_due FROM queue_recipient
                WHERE state = 3 AND due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
            UPDATE queue_recipient q SET due_at = now() + $2 * interval '1 millisecond'
            FROM picked WHERE q.delivery_id = picked.delivery_id AND q.recipient = picked.recipient
            RETURNING q.delivery_id, q.recipient, q.report_kind, q.report_status, q.report_peer, q.last_reply, picked.was_due
            """;

    private static final String REPORTED =
            "UPDATE queue_recipient SET state = 2 WHERE delivery_id = $1 AND recipient = ANY($2) AND state = 3";

    private static final String POSTPONE_REPORT =
            "UPDATE queue_recipient SET due_at = now() + $3 * interval '1 millisecond'"
                    + " WHERE delivery_id = $1 AND recipient = $2 AND state = 3";

    static final String DELETE_MESSAGE = """
            DELETE FROM queue_message m
            WHERE delivery_id = $1
              AND NOT EXISTS (SELECT 1 FROM queue_recipient r WHERE r.delivery_id = m.delivery_id AND r.state <> 2)
            RETURNING body_key
            """;

    // A day without an attempt, and it is another story.
    private static final String COUNT_FAILURE = """
            INSERT INTO queue_destination AS d (destination, blocked_until, failures, reason) VALUES ($1, now(), 1, left($2, 1000))
            ON CONFLICT (destination) DO UPDATE
            SET failures = CASE WHEN d.blocked_until > now() - interval '1 day' THEN d.failures + 1 ELSE 1 END, reason = excluded.reason
            WHERE d.blocked_until <= now() AND (d.failures <= $3 OR d.blocked_until <= now() - interval '1 day')
            RETURNING failures
            """;

    private static final String BLOCK =
            "UPDATE queue_destination SET blocked_until = now() + $2 * interval '1 millisecond' WHERE destination = $1";

    private static final String UNBLOCK = "DELETE FROM queue_destination WHERE destination = $1";

    private static final String BODIES_ENDING =
            "SELECT delivery_id FROM queue_message WHERE body_until < $1 ORDER BY body_until LIMIT $2";

    private static final String POSTPONE_BODY = "UPDATE queue_message SET body_until = $2 WHERE delivery_id = $1";

    private static final String MOVE_BODY = """
            WITH old AS (SELECT delivery_id, body_key FROM queue_message WHERE delivery_id = $1 FOR UPDATE)
            UPDATE queue_message m SET record = $2, body_key = $3, body_until = $4
            FROM old WHERE m.delivery_id = old.delivery_id
            RETURNING old.body_key
            """;

    private static final String FORGET = """
            DELETE FROM queue_recipient WHERE (delivery_id, recipient) IN (
                SELECT delivery_id, recipient FROM queue_recipient
                WHERE state = 2 AND forget_at <= now() ORDER BY forget_at LIMIT $1 FOR UPDATE SKIP LOCKED)
            """;

    private static final String FORGET_DESTINATIONS = """
            DELETE FROM queue_destination WHERE destination IN (
                SELECT destination FROM queue_destination
                WHERE blocked_until <= now() - interval '1 day' LIMIT $1 FOR UPDATE SKIP LOCKED)
            """;

    private static final String DEPTH = """
            SELECT (SELECT count(*) FROM queue_recipient WHERE state = 0) AS waiting,
                (SELECT count(*) FROM queue_recipient WHERE state <> 2 AND state = 1) AS held,
                (SELECT queued_at FROM queue_recipient WHERE state <> 2 ORDER BY queued_at LIMIT 1) AS oldest
            """;

    private static final String LARGEST = """
            SELECT destination, count(*) AS recipients, min(queued_at) AS oldest
            FROM queue_recipient WHERE state <> 2 GROUP BY destination ORDER BY recipients DESC, destination LIMIT $1
            """;

    private final DeliveryDatabase database;

    public PgRelayQueue(DeliveryDatabase database) {
        this.database = database;
    }

    @Override
    public boolean knows(DeliveryId id, List<String> recipients) throws InterruptedException {
        String[] texts =
                recipients.stream().map(DeliveryDatabase::text).distinct().toArray(String[]::new);
        Tuple parameters = Tuple.tuple().addUUID(id.uuid()).addArrayOfString(texts);
        return database.query(KNOWS, parameters).iterator().next().getLong(0) == texts.length;
    }

    @Override
    public boolean add(AcceptedMail mail, Optional<KeptBody> body, List<Entry> recipients) throws InterruptedException {
        UUID id = DeliveryId.of(mail.getDeliveryId()).uuid();
        List<Tuple> rows = new ArrayList<>();
        for (Entry entry : recipients) {
            rows.add(Tuple.tuple()
                    .addUUID(id)
                    .addString(text(entry.recipient()))
                    .addString(text(entry.destination()))
                    .addShort((short) entry.priority())
                    .addOffsetDateTime(at(entry.dueAt()))
                    .addOffsetDateTime(entry.warnAt().map(PgRelayQueue::at).orElse(null))
                    .addOffsetDateTime(at(entry.expiresAt()))
                    .addOffsetDateTime(at(entry.forgetAt()))
                    .addOffsetDateTime(
                            entry.window().from().map(PgRelayQueue::at).orElse(null))
                    .addOffsetDateTime(entry.window().to().map(PgRelayQueue::at).orElse(null)));
        }
        Tuple message = Tuple.of(id, Buffer.buffer(mail.toByteArray()))
                .addString(body.flatMap(KeptBody::owned).orElse(null))
                .addOffsetDateTime(body.map(kept -> at(kept.until())).orElse(null));
        return database.transact(connection -> connection
                .preparedQuery(ADD_RECIPIENT)
                .executeBatch(rows)
                .compose(added -> inserted(added) == 0
                        ? Future.succeededFuture(false)
                        : connection.preparedQuery(ADD_MESSAGE).execute(message).map(true)));
    }

    private static int inserted(RowSet<Row> batch) {
        int inserted = 0;
        for (RowSet<Row> one = batch; one != null; one = one.next()) {
            inserted += one.rowCount();
        }
        return inserted;
    }

    @Override
    public List<Due> due(String after, int limit, Optional<String> shared) throws InterruptedException {
        List<Due> due = new ArrayList<>();
        Tuple parameters = Tuple.of(after, limit).addString(shared.orElse(null));
        for (Row row : database.query(DUE, parameters)) {
            due.add(new Due(row.getString("destination"), row.getInteger("failures")));
        }
        return due;
    }

    @Override
    public List<Claim> claim(String destination, Holder holder) throws InterruptedException {
        return claimed(database.query(
                CLAIM, Tuple.of(destination, holder.lease().toMillis(), holder.name(), CLAIM_HEADS, CLAIM_RECIPIENTS)));
    }

    @Override
    public List<Claim> claimOverdue(int limit, Holder holder) throws InterruptedException {
        return claimed(
                database.query(CLAIM_OVERDUE, Tuple.of(limit, holder.lease().toMillis(), holder.name())));
    }

    private static List<Claim> claimed(RowSet<Row> rows) {
        List<Claim> claimed = new ArrayList<>();
        for (Row row : rows) {
            claimed.add(new Claim(
                    new DeliveryId(row.getUUID("delivery_id")),
                    row.getString("recipient"),
                    row.getString("destination"),
                    row.getLong("fence"),
                    row.getInteger("attempts"),
                    row.getOffsetDateTime("queued_at").toInstant(),
                    row.getOffsetDateTime("was_due").toInstant(),
                    Optional.ofNullable(row.getOffsetDateTime("warn_at")).map(OffsetDateTime::toInstant),
                    row.getOffsetDateTime("expires_at").toInstant(),
                    row.getString("last_reply")));
        }
        claimed.sort(Comparator.comparing(Claim::wasDue)
                .thenComparing(claim -> claim.deliveryId().uuid())
                .thenComparing(Claim::recipient));
        return claimed;
    }

    @Override
    public Set<Claim> renew(List<Claim> claims, Holder holder) throws InterruptedException {
        Set<Renewed> ours = new HashSet<>();
        Tuple parameters =
                keys(claims).addString(holder.name()).addLong(holder.lease().toMillis());
        for (Row row : database.query(RENEW, parameters)) {
            ours.add(new Renewed(row.getUUID("delivery_id"), row.getString("recipient"), row.getLong("fence")));
        }
        Set<Claim> renewed = new LinkedHashSet<>();
        for (Claim claim : claims) {
            if (ours.contains(new Renewed(claim.deliveryId().uuid(), claim.recipient(), claim.fence()))) {
                renewed.add(claim);
            }
        }
        return renewed;
    }

    private record Renewed(UUID id, String recipient, long fence) {}

    private static Tuple keys(List<Claim> claims) {
        return Tuple.tuple()
                .addArrayOfUUID(
                        claims.stream().map(claim -> claim.deliveryId().uuid()).toArray(UUID[]::new))
                .addArrayOfString(claims.stream().map(Claim::recipient).toArray(String[]::new))
                .addArrayOfLong(claims.stream().map(Claim::fence).toArray(Long[]::new));
    }

    @Override
    public Optional<AcceptedMail> load(DeliveryId id) throws InterruptedException {
        for (Row row : database.query(LOAD, Tuple.of(id.uuid()))) {
            return Optional.of(mail(row.getBuffer("record")));
        }
        return Optional.empty();
    }

    @Override
    public Settled settle(List<Settlement> settlements) throws InterruptedException {
        Map<UUID, List<Settlement>> byMessage = new HashMap<>();
        for (Settlement settlement : settlements) {
            byMessage
                    .computeIfAbsent(settlement.claim().deliveryId().uuid(), id -> new ArrayList<>())
                    .add(settlement);
        }
        List<String> unneeded = new ArrayList<>();
        List<Claim> lost = new ArrayList<>();
        for (Map.Entry<UUID, List<Settlement>> message : byMessage.entrySet()) {
            List<Settlement> rows = message.getValue();
            rows.sort(Comparator.comparing(settlement -> settlement.claim().recipient()));
            Settled settled = database.transact(connection -> settle(connection, message.getKey(), rows));
            unneeded.addAll(settled.unneeded());
            lost.addAll(settled.lost());
        }
        return new Settled(unneeded, lost);
    }

    private static Future<Settled> settle(SqlConnection connection, UUID id, List<Settlement> rows) {
        return connection
                .preparedQuery(LOCK_MESSAGE)
                .execute(Tuple.of(id))
                .compose(locked -> connection
                        .preparedQuery(SETTLE)
                        .executeBatch(
                                rows.stream().map(PgRelayQueue::parameters).toList()))
                .map(settled -> lost(settled, rows))
                .compose(lost -> connection
                        .preparedQuery(DELETE_MESSAGE)
                        .execute(Tuple.of(id))
                        .map(deleted -> new Settled(bodyKeys(deleted), lost)));
    }

    private static List<Claim> lost(RowSet<Row> batch, List<Settlement> rows) {
        List<Claim> lost = new ArrayList<>();
        RowSet<Row> one = batch;
        for (Settlement settlement : rows) {
            boolean ours = false;
            for (Row row : one) {
                ours = row.getBoolean("ours");
            }
            if (!ours) {
                lost.add(settlement.claim());
            }
            one = one.next();
        }
        return lost;
    }

    @Override
    public List<Owed> claimOwed(int limit, Duration lease) throws InterruptedException {
        List<Owed> owed = new ArrayList<>();
        for (Row row : database.query(CLAIM_OWED, Tuple.of(limit, lease.toMillis()))) {
            owed.add(new Owed(
                    new DeliveryId(row.getUUID("delivery_id")),
                    row.getString("recipient"),
                    new Report(
                            Report.Kind.values()[row.getShort("report_kind") - 1],
                            row.getString("report_status"),
                            row.getString("report_peer"),
                            row.getOffsetDateTime("was_due").toInstant()),
                    row.getString("last_reply")));
        }
        return owed;
    }

    @Override
    public List<String> reported(DeliveryId id, List<String> recipients) throws InterruptedException {
        Tuple rows = Tuple.of(id.uuid()).addArrayOfString(recipients.toArray(String[]::new));
        return database.transact(connection -> connection
                .preparedQuery(LOCK_MESSAGE)
                .execute(Tuple.of(id.uuid()))
                .compose(locked -> connection.preparedQuery(REPORTED).execute(rows))
                .compose(done -> connection.preparedQuery(DELETE_MESSAGE).execute(Tuple.of(id.uuid())))
                .map(PgRelayQueue::bodyKeys));
    }

    @Override
    public void postponeReport(Owed owed, Duration delay) throws InterruptedException {
        var unused =
                database.query(POSTPONE_REPORT, Tuple.of(owed.deliveryId().uuid(), owed.recipient(), delay.toMillis()));
    }

    static List<String> bodyKeys(RowSet<Row> deleted) {
        List<String> keys = new ArrayList<>();
        for (Row row : deleted) {
            String key = row.getString("body_key");
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static Tuple parameters(Settlement settlement) {
        Claim claim = settlement.claim();
        Tuple parameters = switch (settlement) {
            case Settlement.Taken taken -> {
                Instant dueAt = taken.report().map(Report::dueAt).orElse(claim.wasDue());
                State state = taken.report().isPresent() ? State.OWED : State.DONE;
                Tuple row = row(claim, Optional.of(state), dueAt, taken.reply(), 0, false);
                yield report(row, taken.report()).addBoolean(true);
            }
            case Settlement.GivenUp givenUp -> {
                Report report = givenUp.report();
                Tuple row = row(claim, Optional.of(State.OWED), report.dueAt(), givenUp.reply(), 0, false);
                yield report(row, Optional.of(report)).addBoolean(false);
            }
            case Settlement.Done done ->
                fenced(row(claim, Optional.of(State.DONE), claim.wasDue(), done.reply(), 0, false));
            case Settlement.Later later -> fenced(row(claim, Optional.empty(), later.dueAt(), later.reply(), 0, false));
            case Settlement.Untouched _ ->
                fenced(row(claim, Optional.empty(), claim.wasDue(), claim.lastReply(), 1, false));
            case Settlement.Warned _ ->
                fenced(row(claim, Optional.empty(), claim.wasDue(), claim.lastReply(), 0, true));
            case Settlement.Unlooked _ ->
                fenced(row(claim, Optional.empty(), claim.wasDue(), claim.lastReply(), 0, false));
        };
        Instant lookAt = settlement instanceof Settlement.Unlooked unlooked ? unlooked.lookAt() : null;
        return parameters.addOffsetDateTime(lookAt == null ? null : at(lookAt));
    }

    private static Tuple row(
            Claim claim, Optional<State> state, Instant dueAt, String reply, int attemptsTakenBack, boolean warned) {
        return Tuple.tuple()
                .addUUID(claim.deliveryId().uuid())
                .addString(claim.recipient())
                .addLong(claim.fence())
                .addShort(state.map(one -> (short) one.ordinal()).orElse(null))
                .addOffsetDateTime(at(dueAt))
                .addString(text(reply))
                .addInteger(attemptsTakenBack)
                .addBoolean(warned);
    }

    private static Tuple fenced(Tuple row) {
        return report(row, Optional.empty()).addBoolean(false);
    }

    private static Tuple report(Tuple row, Optional<Report> report) {
        return row.addShort(
                        report.map(one -> (short) (one.kind().ordinal() + 1)).orElse(null))
                .addString(report.map(Report::status).orElse(null))
                .addString(report.map(one -> text(one.peer())).orElse(null));
    }

    @Override
    public int block(String destination, int known, String reason, IntFunction<Duration> delay)
            throws InterruptedException {
        String name = text(destination);
        return database.transact(connection -> connection
                .preparedQuery(COUNT_FAILURE)
                .execute(Tuple.of(name, text(reason), known))
                .compose(counted -> {
                    if (counted.size() == 0) {
                        return Future.succeededFuture(0);
                    }
                    int failures = counted.iterator().next().getInteger("failures");
                    return connection
                            .preparedQuery(BLOCK)
                            .execute(Tuple.of(name, delay.apply(failures).toMillis()))
                            .map(failures);
                }));
    }

    @Override
    public void unblock(String destination) throws InterruptedException {
        var unused = database.query(UNBLOCK, Tuple.of(text(destination)));
    }

    @Override
    public List<DeliveryId> bodiesEnding(Instant until, int limit) throws InterruptedException {
        List<DeliveryId> ids = new ArrayList<>();
        for (Row row : database.query(BODIES_ENDING, Tuple.of(at(until), limit))) {
            ids.add(new DeliveryId(row.getUUID("delivery_id")));
        }
        return ids;
    }

    @Override
    public void postponeBody(DeliveryId id, Instant until) throws InterruptedException {
        var unused = database.query(POSTPONE_BODY, Tuple.of(id.uuid(), at(until)));
    }

    @Override
    public Optional<String> moveBody(AcceptedMail mail, KeptBody body) throws InterruptedException {
        UUID id = DeliveryId.of(mail.getDeliveryId()).uuid();
        Tuple parameters = Tuple.of(id, Buffer.buffer(mail.toByteArray()), body.objectKey(), at(body.until()));
        for (Row row : database.query(MOVE_BODY, parameters)) {
            return Optional.ofNullable(row.getString("body_key"));
        }
        return Optional.of(body.objectKey());
    }

    @Override
    public int forget(int limit) throws InterruptedException {
        var unused = database.query(FORGET_DESTINATIONS, Tuple.of(limit));
        return database.query(FORGET, Tuple.of(limit)).rowCount();
    }

    @Override
    public Depth depth(int destinations) throws InterruptedException {
        Row all = database.query(DEPTH, Tuple.tuple()).iterator().next();
        List<Depth.Share> largest = new ArrayList<>();
        for (Row row : database.query(LARGEST, Tuple.of(destinations))) {
            largest.add(new Depth.Share(
                    row.getString("destination"),
                    row.getLong("recipients"),
                    row.getOffsetDateTime("oldest").toInstant()));
        }
        return new Depth(
                all.getLong("waiting"),
                all.getLong("held"),
                Optional.ofNullable(all.getOffsetDateTime("oldest")).map(OffsetDateTime::toInstant),
                largest);
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static AcceptedMail mail(Buffer octets) {
        try {
            return AcceptedMail.parseFrom(octets.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("queued record is damaged", e);
        }
    }
}
