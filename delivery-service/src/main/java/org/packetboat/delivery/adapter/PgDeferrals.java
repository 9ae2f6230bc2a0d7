package org.packetboat.delivery.adapter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.Deferrals;

/** The deferral table in PostgreSQL. Every failure of the database is an {@code UnavailableException}: mail waits meanwhile. */
public final class PgDeferrals implements Deferrals {
    // The row is locked even when it is there, so that the end of its last recipient cannot pass by.
    private static final String ADD_MESSAGE = """
            INSERT INTO deferred_message AS m (delivery_id, record) VALUES ($1, $2)
            ON CONFLICT (delivery_id) DO UPDATE SET record = m.record
            RETURNING record = $2 AS ours
            """;
    private static final String ADD_RECIPIENT = """
            INSERT INTO deferred_recipient (delivery_id, kind, account_id, forward_path, due_at, reason)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (delivery_id, kind, account_id, forward_path) DO NOTHING
            """;

    // By the message where times are equal: those of one come one after the other.
    private static final String CLAIM = """
            WITH head AS (
                SELECT delivery_id FROM deferred_recipient
                WHERE kind = 0 AND due_at <= now()
                ORDER BY due_at, delivery_id LIMIT 1 FOR UPDATE SKIP LOCKED),
            picked AS (
                SELECT r.delivery_id, r.kind, r.account_id, r.forward_path
                FROM deferred_recipient r JOIN head USING (delivery_id)
                WHERE r.kind = 0 AND r.due_at <= now()
                ORDER BY r.account_id LIMIT $1 FOR UPDATE OF r SKIP LOCKED)
            UPDATE deferred_recipient q
            SET due_at = now() + $2 * interval '1 millisecond', fence = fence + 1, attempts = attempts + 1
            FROM picked
            WHERE q.delivery_id = picked.delivery_id AND q.kind = picked.kind AND q.account_id = picked.account_id
              AND q.forward_path = picked.forward_path
            RETURNING q.delivery_id, q.account_id, q.forward_path, q.fence, q.attempts, q.deferred_at
            """;
    private static final String LOAD = "SELECT record FROM deferred_message WHERE delivery_id = $1";
    private static final String LOCK_MESSAGE = """
            SELECT 1 FROM deferred_message WHERE delivery_id = $1 FOR UPDATE
            """;
    private static final String FINISH = """
            DELETE FROM deferred_recipient
            WHERE delivery_id = $1 AND kind = 0 AND account_id = $2 AND forward_path = $3 AND fence = $4
            """;
    private static final String DELETE_MESSAGE = """
            DELETE FROM deferred_message m
            WHERE delivery_id = $1
              AND NOT EXISTS (SELECT 1 FROM deferred_recipient r WHERE r.delivery_id = m.delivery_id)
            """;
    private static final String DEFER = """
            UPDATE deferred_recipient SET due_at = $5, reason = $6
            WHERE delivery_id = $1 AND kind = 0 AND account_id = $2 AND forward_path = $3 AND fence = $4
            """;
    private static final String COUNT = "SELECT count(*) FROM deferred_recipient";

    /** The kind of row for an account here; rows of other kinds are no longer made. */
    private static final short LOCAL = 0;

    private final DeliveryDatabase database;

    public PgDeferrals(DeliveryDatabase database) {
        this.database = database;
    }

    @Override
    public boolean join(DeliveryId id, List<Waiting> recipients) throws InterruptedException {
        List<Tuple> rows = rows(id.uuid(), recipients);
        return database.transact(connection -> connection
                .preparedQuery(LOCK_MESSAGE)
                .execute(Tuple.of(id.uuid()))
                .compose(locked -> locked.size() == 0
                        ? Future.succeededFuture(false)
                        : connection
                                .preparedQuery(ADD_RECIPIENT)
                                .executeBatch(rows)
                                .map(true)));
    }

    @Override
    public boolean add(AcceptedMail mail, List<Waiting> recipients) throws InterruptedException {
        UUID id = DeliveryId.of(mail.getDeliveryId()).uuid();
        List<Tuple> rows = rows(id, recipients);
        Buffer octets = Buffer.buffer(mail.toByteArray());
        return database.transact(connection -> connection
                .preparedQuery(ADD_MESSAGE)
                .execute(Tuple.of(id, octets))
                .map(added -> added.iterator().next().getBoolean("ours"))
                .compose(ours -> connection
                        .preparedQuery(ADD_RECIPIENT)
                        .executeBatch(rows)
                        .map(ours)));
    }

    private static List<Tuple> rows(UUID id, List<Waiting> recipients) {
        List<Tuple> rows = new ArrayList<>(recipients.size());
        for (Waiting one : recipients) {
            rows.add(Tuple.of(
                    id,
                    LOCAL,
                    one.accountId(),
                    DeliveryDatabase.text(one.forwardPath()),
                    at(one.dueAt()),
                    DeliveryDatabase.text(one.reason())));
        }
        return rows;
    }

    @Override
    public Optional<Due> claimDue(int limit, Duration lease) throws InterruptedException {
        List<Claimed> claimed = new ArrayList<>();
        for (Row row : database.query(CLAIM, Tuple.of(limit, lease.toMillis()))) {
            claimed.add(new Claimed(
                    new DeliveryId(row.getUUID("delivery_id")),
                    row.getString("forward_path"),
                    row.getLong("account_id"),
                    row.getLong("fence"),
                    row.getInteger("attempts"),
                    row.getOffsetDateTime("deferred_at").toInstant()));
        }
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        DeliveryId id = claimed.getFirst().deliveryId();
        for (Row row : database.query(LOAD, Tuple.of(id.uuid()))) {
            return Optional.of(new Due(id, mail(row.getBuffer("record")), claimed));
        }
        throw new IllegalStateException("deferred recipients without their message " + id);
    }

    @Override
    public boolean finish(List<Claimed> claimed) throws InterruptedException {
        if (claimed.isEmpty()) {
            return false;
        }
        UUID id = claimed.getFirst().deliveryId().uuid();
        List<Tuple> rows = claimed.stream().map(PgDeferrals::claim).toList();
        return database.transact(connection -> connection
                .preparedQuery(LOCK_MESSAGE)
                .execute(Tuple.of(id))
                .compose(locked -> connection.preparedQuery(FINISH).executeBatch(rows))
                .compose(finished -> connection.preparedQuery(DELETE_MESSAGE).execute(Tuple.of(id)))
                .map(deleted -> deleted.rowCount() > 0));
    }

    @Override
    public void defer(Claimed claimed, Instant dueAt, String reason) throws InterruptedException {
        Tuple parameters = claim(claimed).addValue(at(dueAt)).addString(DeliveryDatabase.text(reason));
        var unused = database.query(DEFER, parameters);
    }

    @Override
    public long count() throws InterruptedException {
        return database.query(COUNT, Tuple.tuple()).iterator().next().getLong(0);
    }

    private static Tuple claim(Claimed claimed) {
        return Tuple.of(claimed.deliveryId().uuid(), claimed.accountId(), claimed.forwardPath(), claimed.fence());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static AcceptedMail mail(Buffer octets) {
        try {
            return AcceptedMail.parseFrom(octets.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("deferred record is damaged", e);
        }
    }
}
