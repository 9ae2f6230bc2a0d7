package org.packetboat.delivery.adapter;

import static org.packetboat.delivery.adapter.PgRelayQueue.bodyKeys;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.QueueControl;

/** The queue in PostgreSQL, for operators. A change goes in transactions of at most {@link #STEP} recipients. */
public final class PgQueueControl implements QueueControl {
    private static final int STEP = 500;

    private static final String FITS = """
            ($1::uuid IS NULL OR delivery_id = $1) AND ($2::text IS NULL OR recipient = $2)
              AND ($3::text IS NULL OR destination = $3)
            """;

    private static final String COLUMNS = """
            SELECT delivery_id, recipient, destination, state, priority, attempts, queued_at, due_at, expires_at, last_reply,
                CASE WHEN due_at > now() THEN coalesce(holder, '') ELSE '' END AS holder
            FROM queue_recipient
            """;

    private static final String LIST = COLUMNS + " WHERE state <> 2 AND " + FITS + """
              AND ($4::smallint IS NULL OR state = $4) AND ($5::uuid IS NULL OR (delivery_id, recipient) > ($5, $6))
            ORDER BY delivery_id, recipient LIMIT $7
            """;

    private static final String SHOW = COLUMNS + " WHERE delivery_id = $1 ORDER BY recipient";

    private static final String MESSAGE = "SELECT record FROM queue_message WHERE delivery_id = $1";

    /**
     * Steps follow the order of all locks, whatever the database's own order of texts is. Notifications that are owed are changed where somebody asks for them: a
     * sender who is to hear of a failure is no mail that waits.
     */
    private static final String IN_STEP =
            " state <> 2 AND (delivery_id, recipient COLLATE \"C\") > ($4, $5) AND state = coalesce($6::smallint, nullif(state, 3)) AND "
                    + FITS
                    + " ORDER BY delivery_id, recipient COLLATE \"C\" LIMIT $7";

    private static final String STEP_OF_LIST =
            "WITH picked AS (SELECT delivery_id, recipient FROM queue_recipient WHERE" + IN_STEP + " FOR UPDATE),\n";

    private static final String CHANGED = """
            FROM picked WHERE q.delivery_id = picked.delivery_id AND q.recipient = picked.recipient %s
                RETURNING q.delivery_id, q.recipient, q.destination)
            SELECT picked.delivery_id, picked.recipient, changed.destination
            FROM picked LEFT JOIN changed USING (delivery_id, recipient) ORDER BY picked.delivery_id, picked.recipient COLLATE "C"
            """;

    // GREATEST and LEAST pass over NULL. What its sender wants back by then comes back by then.
    private static final String AN_HOUR =
            "expires_at = LEAST(GREATEST(expires_at, now() + interval '1 hour'), deliver_by),"
                    + " look_at = LEAST(GREATEST(look_at, now() + interval '1 hour'), deliver_by) ";

    // What somebody is trying is due soon enough. What its sender holds back leaves before its time only by name.
    private static final String RETRY = STEP_OF_LIST
            + "changed AS (UPDATE queue_recipient q SET holder = NULL,"
            + " due_at = CASE WHEN $1::uuid IS NULL THEN GREATEST(now(), hold_until) ELSE now() END, "
            + AN_HOUR
            + CHANGED.formatted("AND q.state = 0 AND (q.holder IS NULL OR q.due_at <= now())");

    private static final String HOLD =
            STEP_OF_LIST + "changed AS (UPDATE queue_recipient q SET state = 1 " + CHANGED.formatted("AND q.state = 0");

    private static final String RELEASE = STEP_OF_LIST
            + "changed AS (UPDATE queue_recipient q SET state = 0, due_at = CASE WHEN holder IS NOT NULL AND due_at > now() THEN due_at"
            + " WHEN $1::uuid IS NULL THEN GREATEST(LEAST(due_at, now()), hold_until) ELSE LEAST(due_at, now()) END, "
            + AN_HOUR
            + CHANGED.formatted("AND q.state = 1");

    // Messages before recipients, as everywhere.
    private static final String LOCK =
            "SELECT 1 FROM queue_message WHERE delivery_id IN (SELECT delivery_id FROM queue_recipient WHERE"
                    + IN_STEP
                    + ") ORDER BY delivery_id FOR UPDATE";

    // A claim that is under way must not bring it back.
    private static final String DROP = STEP_OF_LIST
            + "changed AS (UPDATE queue_recipient q SET state = 2, fence = fence + 1, holder = NULL, last_reply = 'dropped by an operator' "
            + CHANGED.formatted("");

    private static final String UNBLOCK = "DELETE FROM queue_destination WHERE destination = ANY($1)";

    private final DeliveryDatabase database;

    public PgQueueControl(DeliveryDatabase database) {
        this.database = database;
    }

    @Override
    public List<Row> list(Filter filter, Page page) throws InterruptedException {
        Tuple parameters = fits(filter)
                .addShort(state(filter))
                .addUUID(page.id().map(DeliveryId::uuid).orElse(null))
                .addString(page.recipient())
                .addInteger(Math.clamp(page.limit(), 1, LARGEST_PAGE));
        return rows(database.query(LIST, parameters));
    }

    @Override
    public List<Row> show(DeliveryId id) throws InterruptedException {
        return rows(database.query(SHOW, Tuple.of(id.uuid())));
    }

    @Override
    public Optional<AcceptedMail> message(DeliveryId id) throws InterruptedException {
        for (io.vertx.sqlclient.Row row : database.query(MESSAGE, Tuple.of(id.uuid()))) {
            return Optional.of(PgRelayQueue.mail(row.getBuffer("record")));
        }
        return Optional.empty();
    }

    @Override
    public Changed change(Change change, Filter filter, Witness witness) throws InterruptedException {
        UUID id = new UUID(0, 0);
        String recipient = "";
        int recipients = 0;
        List<String> unneeded = new ArrayList<>();
        while (true) {
            Tuple parameters = fits(filter)
                    .addUUID(id)
                    .addString(recipient)
                    .addShort(state(filter))
                    .addInteger(STEP);
            Step step = database.transact(connection -> step(connection, change, parameters));
            step.changed().forEach(one -> witness.changed(one.id(), one.recipient()));
            recipients += step.changed().size();
            unneeded.addAll(step.unneeded());
            if (step.seen() < STEP) {
                return new Changed(recipients, unneeded);
            }
            id = step.lastId();
            recipient = step.lastRecipient();
        }
    }

    private record Step(int seen, List<Recipient> changed, UUID lastId, String lastRecipient, List<String> unneeded) {}

    private record Recipient(DeliveryId id, String recipient) {}

    private static Future<Step> step(SqlConnection connection, Change change, Tuple parameters) {
        Future<?> ready =
                change == Change.DROP ? connection.preparedQuery(LOCK).execute(parameters) : Future.succeededFuture();
        return ready.compose(any -> connection.preparedQuery(sql(change)).execute(parameters))
                .compose(rows -> {
                    Set<String> destinations = new LinkedHashSet<>();
                    UUID lastId = new UUID(0, 0);
                    String lastRecipient = "";
                    List<Recipient> changed = new ArrayList<>();
                    for (io.vertx.sqlclient.Row row : rows) {
                        lastId = row.getUUID("delivery_id");
                        lastRecipient = row.getString("recipient");
                        String destination = row.getString("destination");
                        if (destination != null) {
                            changed.add(new Recipient(new DeliveryId(lastId), lastRecipient));
                            destinations.add(destination);
                        }
                    }
                    Step step = new Step(rows.size(), changed, lastId, lastRecipient, List.of());
                    return switch (change) {
                        case HOLD -> Future.succeededFuture(step);
                        case RETRY, RELEASE ->
                            connection
                                    .preparedQuery(UNBLOCK)
                                    .execute(Tuple.tuple().addArrayOfString(destinations.toArray(String[]::new)))
                                    .map(step);
                        case DROP -> dropMessages(connection, step);
                    };
                });
    }

    private static Future<Step> dropMessages(SqlConnection connection, Step step) {
        Set<UUID> ids = new LinkedHashSet<>();
        step.changed().forEach(one -> ids.add(one.id().uuid()));
        List<String> unneeded = new ArrayList<>();
        Future<Step> done = Future.succeededFuture(step);
        for (UUID id : ids) {
            done = done.compose(before -> connection
                    .preparedQuery(PgRelayQueue.DELETE_MESSAGE)
                    .execute(Tuple.of(id))
                    .map(deleted -> {
                        unneeded.addAll(bodyKeys(deleted));
                        return before;
                    }));
        }
        return done.map(before -> new Step(
                before.seen(), before.changed(), before.lastId(), before.lastRecipient(), List.copyOf(unneeded)));
    }

    private static String sql(Change change) {
        return switch (change) {
            case RETRY -> RETRY;
            case HOLD -> HOLD;
            case RELEASE -> RELEASE;
            case DROP -> DROP;
        };
    }

    private static Tuple fits(Filter filter) {
        return Tuple.tuple()
                .addUUID(filter.id().map(DeliveryId::uuid).orElse(null))
                .addString(filter.recipient().map(DeliveryDatabase::text).orElse(null))
                .addString(filter.destination().map(DeliveryDatabase::text).orElse(null));
    }

    private static @Nullable Short state(Filter filter) {
        return filter.state().map(state -> (short) state.ordinal()).orElse(null);
    }

    private static List<Row> rows(RowSet<io.vertx.sqlclient.Row> found) {
        List<Row> rows = new ArrayList<>();
        for (io.vertx.sqlclient.Row row : found) {
            rows.add(new Row(
                    new DeliveryId(row.getUUID("delivery_id")),
                    row.getString("recipient"),
                    row.getString("destination"),
                    State.values()[row.getShort("state")],
                    row.getShort("priority"),
                    row.getInteger("attempts"),
                    row.getOffsetDateTime("queued_at").toInstant(),
                    row.getOffsetDateTime("due_at").toInstant(),
                    row.getOffsetDateTime("expires_at").toInstant(),
                    row.getString("holder"),
                    row.getString("last_reply")));
        }
        return rows;
    }
}
