package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.Delivery;

/**
 * The delivery of messages into one mailbox of one account, its INBOX or that for sent mail, as one statement and so as one transaction in one round trip: dedup rows, UIDs and
 * counters, message rows, bodies and their begin events.
 *
 * <p>What was delivered before is looked up first and left out. The update of the mailbox row makes deliveries to one account wait for each other.
 * One that had looked before the other committed fails on the key of {@code delivered} and is repeated, then seeing it; so does one that has to do
 * with a conversation that another one is about to begin, see {@link Conversations}.
 */
public final class DeliveryStatement {
    private static final String TEMPLATE = """
            WITH input AS MATERIALIZED (
                SELECT * FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], %s)
                    WITH ORDINALITY AS t (delivery_id, internal_date, expires_at, %s, position)
            ), fresh AS MATERIALIZED (
                SELECT i.*, row_number() OVER (ORDER BY position) - 1 AS nth FROM input i
                WHERE i.delivery_id <> ALL(ARRAY(
                    SELECT d.delivery_id FROM delivered d WHERE d.account_id = $1 AND d.delivery_id = ANY($2)))
            ), %s, box AS (
                UPDATE mailbox m SET
                    uid_next = m.uid_next + f.messages,
                    mod_seq = GREATEST(m.mod_seq + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
                    messages = m.messages + f.messages,
                    unseen = m.unseen + {unseen},
                    octets = m.octets + f.octets
                FROM (SELECT count(*) AS messages, sum(size)::bigint AS octets FROM fresh HAVING count(*) > 0) f
                WHERE m.account_id = $1 AND {mailbox}
                RETURNING m.mailbox_id, m.uid_validity, m.uid_next - f.messages AS first_uid, m.uid_next, m.mod_seq
            ), message_rows AS (
                INSERT INTO message (account_id, mailbox_id, uid, mod_seq, internal_date, save_date, size, body_id, system_flags)
                SELECT $1, box.mailbox_id, box.first_uid + f.nth, box.mod_seq, f.internal_date,
                    (extract(epoch FROM now()) * 1000)::bigint, f.size, f.body_id, {flags}
                FROM fresh f CROSS JOIN box
            ), body_rows AS (
                %s
            ), %s, events AS (
                INSERT INTO body_event (account_id, event_id, octets, bodies, object_key)
                SELECT $1, f.body_id, f.blob_length, 1, f.object_key FROM fresh f CROSS JOIN box
            ), dedup AS (
                INSERT INTO delivered (account_id, delivery_id, mailbox_id, uid_validity, uid, expires_at)
                SELECT $1, f.delivery_id, box.mailbox_id, box.uid_validity, box.first_uid + f.nth,
                    to_timestamp(f.expires_at / 1000.0)
                FROM fresh f CROSS JOIN box
            )
            SELECT f.delivery_id, box.mailbox_id, box.uid_validity, box.first_uid + f.nth, box.mod_seq, box.uid_next
            FROM fresh f CROSS JOIN box
            UNION ALL
            SELECT d.delivery_id, d.mailbox_id, d.uid_validity, d.uid, 0, 0
            FROM delivered d WHERE d.account_id = $1 AND d.delivery_id = ANY($2)
            """.formatted(
                    BodyColumns.parameters(5),
                    BodyColumns.NAMES,
                    BodyColumns.conversations(5),
                    BodyColumns.insert("fresh"),
                    Conversations.NOTE);

    private static final String INTO_INBOX = into("m.name = 'INBOX'", "f.messages", 0);

    private static final String INTO_SENT = into("""
            m.mailbox_id = (
                    SELECT s.mailbox_id FROM mailbox s
                    WHERE s.account_id = $1 AND NOT s.no_select
                        AND (s.name IN ('INBOX', 'Sent') OR '\\Sent' = ANY(string_to_array(s.special_use, ' ')))
                    ORDER BY '\\Sent' = ANY(string_to_array(s.special_use, ' ')) DESC, s.name = 'Sent' DESC, s.mailbox_id LIMIT 1)
            """, "0", SystemFlag.SEEN.bit());

    private static String into(String mailbox, String unseen, int flags) {
        return TEMPLATE.replace("{mailbox}", mailbox.strip())
                .replace("{unseen}", unseen)
                .replace("{flags}", Integer.toString(flags));
    }

    private static final String FIND = """
            SELECT d.delivery_id, d.mailbox_id, d.uid_validity, d.uid, 0::bigint, 0::bigint
            FROM delivered d WHERE d.account_id = $1 AND d.delivery_id = ANY($2)
            """;

    private static final String KEY = "delivered_pkey";

    private final long accountId;
    private final Delivery.Place place;
    private final UUID[] deliveryIds;
    private final Long[] internalDates;
    private final Long[] expiries;
    private final BodyColumns bodies;
    private int count;

    /** @param count messages that will be added */
    public DeliveryStatement(long accountId, Delivery.Place place, int count) {
        this.accountId = accountId;
        this.place = place;
        deliveryIds = new UUID[count];
        internalDates = new Long[count];
        expiries = new Long[count];
        bodies = new BodyColumns(count);
    }

    /** Each delivery id once; UIDs ascend in the order of the calls. */
    public void add(UUID deliveryId, UUID bodyId, StoredBody body, long internalDateMillis, long expiresAtMillis) {
        deliveryIds[count] = deliveryId;
        internalDates[count] = internalDateMillis;
        expiries[count] = expiresAtMillis;
        bodies.set(count, bodyId, body);
        count++;
    }

    /** Sends it on any free connection. */
    public Pending<List<Placed>> send(Database database) {
        if (count != deliveryIds.length) {
            throw new IllegalStateException("messages are missing");
        }
        Tuple tuple = Tuple.tuple(new ArrayList<>(4 + BodyColumns.COUNT));
        tuple.addLong(accountId).addValue(deliveryIds).addValue(internalDates).addValue(expiries);
        bodies.addTo(tuple);
        return database.send(place == Delivery.Place.SENT ? INTO_SENT : INTO_INBOX, tuple)
                .map(DeliveryStatement::read);
    }

    /** Asks where deliveries of earlier calls are. */
    public static Pending<List<Placed>> sendFind(Database database, long accountId, UUID[] deliveryIds) {
        return database.send(FIND, Tuple.of(accountId).addValue(deliveryIds)).map(DeliveryStatement::read);
    }

    /** Whether a statement that failed so may succeed when it is sent again. */
    public static boolean mayRepeat(RuntimeException failure) {
        return failure instanceof ConflictException
                || failure instanceof DuplicateKeyException duplicate
                        && (KEY.equals(duplicate.constraint()) || Conversations.KEY.equals(duplicate.constraint()));
    }

    /** One row of the answer: where a delivery is. A delivery without one has no mailbox to go to. */
    public record Placed(UUID deliveryId, long mailboxId, long uidValidity, long uid, long modSeq, long uidNext) {
        /** It was there before; modSeq and uidNext are unknown then. */
        public boolean already() {
            return modSeq == 0;
        }
    }

    private static List<Placed> read(RowSet<Row> rows) {
        List<Placed> placed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            placed.add(new Placed(
                    row.getUUID(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
        }
        return placed;
    }
}
