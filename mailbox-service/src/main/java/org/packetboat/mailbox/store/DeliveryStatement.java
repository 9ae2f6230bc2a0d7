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
 * The delivery of messages into mailboxes of accounts, their INBOXes or those for sent mail, as one statement and so as one transaction in one round
 * trip: dedup rows, UIDs and counters, message rows, bodies and their begin events.
 *
 * <p>What was delivered before is looked up first and left out. The row of the mailbox is locked, which makes deliveries to one account wait for each
 * other. One that had looked before the other committed fails on the key of {@code delivered} and is repeated, then seeing it; so does one that has to
 * do with a conversation that another one is about to begin, see {@link Conversations}.
 */
public final class DeliveryStatement {
    private static final String TEMPLATE = """
            WITH input AS MATERIALIZED (
                SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], %s)
                    WITH ORDINALITY AS t (delivery_id, internal_date, expires_at, %s, position){guard}
            ), fresh AS MATERIALIZED (
                SELECT i.*, row_number() OVER (PARTITION BY account_id ORDER BY position) - 1 AS nth FROM input i
                WHERE NOT EXISTS (
                    SELECT 1 FROM delivered d WHERE d.account_id = i.account_id AND d.delivery_id = i.delivery_id)
            ), target AS MATERIALIZED (
                SELECT m.account_id, m.mailbox_id, f.messages, f.octets
                FROM (SELECT account_id, count(*) AS messages, sum(size)::bigint AS octets FROM fresh GROUP BY account_id) f
                CROSS JOIN LATERAL (
                    SELECT b.account_id, b.mailbox_id FROM mailbox b WHERE b.account_id = f.account_id AND {mailbox} {lock}) m
            ), %s, box AS (
                UPDATE mailbox m SET
                    uid_next = m.uid_next + t.messages,
                    mod_seq = GREATEST(m.mod_seq + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
                    messages = m.messages + t.messages,
                    unseen = m.unseen + {unseen},
                    octets = m.octets + t.octets
                FROM target t
                WHERE m.account_id = t.account_id AND m.mailbox_id = t.mailbox_id
                RETURNING m.account_id, m.mailbox_id, m.uid_validity, m.uid_next - t.messages AS first_uid, m.uid_next, m.mod_seq
            ), message_rows AS (
                INSERT INTO message (account_id, mailbox_id, uid, mod_seq, internal_date, save_date, size, body_id, system_flags)
                SELECT account_id, box.mailbox_id, box.first_uid + f.nth, box.mod_seq, f.internal_date,
                    (extract(epoch FROM now()) * 1000)::bigint, f.size, f.body_id, {flags}
                FROM fresh f JOIN box USING (account_id)
            ), body_rows AS (
                %s
            ), %s, events AS (
                INSERT INTO body_event (account_id, event_id, octets, bodies, object_key)
                SELECT account_id, f.body_id, f.blob_length, 1, f.object_key FROM fresh f JOIN box USING (account_id)
            ), dedup AS (
                INSERT INTO delivered (account_id, delivery_id, mailbox_id, uid_validity, uid, expires_at)
                SELECT account_id, f.delivery_id, box.mailbox_id, box.uid_validity, box.first_uid + f.nth,
                    to_timestamp(f.expires_at / 1000.0)
                FROM fresh f JOIN box USING (account_id)
            )
            SELECT account_id, f.delivery_id, box.mailbox_id, box.uid_validity, box.first_uid + f.nth, box.mod_seq, box.uid_next
            FROM fresh f JOIN box USING (account_id)
            UNION ALL
            SELECT d.account_id, d.delivery_id, d.mailbox_id, d.uid_validity, d.uid, 0, 0
            FROM input i JOIN delivered d ON d.account_id = i.account_id AND d.delivery_id = i.delivery_id
            """.formatted(
                    BodyColumns.parameters(4),
                    BodyColumns.NAMES,
                    BodyColumns.conversations(4),
                    BodyColumns.insert("fresh"),
                    Conversations.NOTE);

    private static final String INBOX = "b.name = 'INBOX'";

    private static final String SENT = """
            b.mailbox_id = (
                        SELECT s.mailbox_id FROM mailbox s
                        WHERE s.account_id = f.account_id AND NOT s.no_select
                            AND (s.name IN ('INBOX', 'Sent') OR '\\Sent' = ANY(string_to_array(s.special_use, ' ')))
                        ORDER BY '\\Sent' = ANY(string_to_array(s.special_use, ' ')) DESC, s.name = 'Sent' DESC, s.mailbox_id LIMIT 1)
            """;

    private static final String WAIT = "FOR UPDATE OF b";

    /** A message id that somebody else is noting is waited for: with the mailboxes of others in hand, not for long. */
    private static final String HURRY = " WHERE (SELECT set_config('lock_timeout', '250ms', true)) IS NOT NULL";

    private static final String INTO_INBOX = into("", INBOX, WAIT, "t.messages", 0);
    private static final String INTO_FREE_INBOXES = into(HURRY, INBOX, WAIT + " SKIP LOCKED", "t.messages", 0);
    private static final String INTO_SENT = into("", SENT, WAIT, "0", SystemFlag.SEEN.bit());

    private static String into(String guard, String mailbox, String lock, String unseen, int flags) {
        return TEMPLATE.replace("{guard}", guard)
                .replace("{mailbox}", mailbox.strip())
                .replace("{lock}", lock)
                .replace("{unseen}", unseen)
                .replace("{flags}", Integer.toString(flags));
    }

    private static final String FIND = """
            SELECT d.account_id, d.delivery_id, d.mailbox_id, d.uid_validity, d.uid, 0::bigint, 0::bigint
            FROM delivered d WHERE d.account_id = $1 AND d.delivery_id = ANY($2)
            """;

    private static final String KEY = "delivered_pkey";

    private final UUID[] deliveryIds;
    private final Long[] internalDates;
    private final Long[] expiries;
    private final BodyColumns bodies;
    private int count;

    /** @param count messages that will be added */
    public DeliveryStatement(int count) {
        deliveryIds = new UUID[count];
        internalDates = new Long[count];
        expiries = new Long[count];
        bodies = new BodyColumns(count);
    }

    /** Each delivery id once for an account; an account's UIDs ascend in the order of the calls. */
    public void add(
            long accountId,
            UUID deliveryId,
            UUID bodyId,
            StoredBody body,
            long internalDateMillis,
            long expiresAtMillis) {
        deliveryIds[count] = deliveryId;
        internalDates[count] = internalDateMillis;
        expiries[count] = expiresAtMillis;
        bodies.set(count, accountId, bodyId, body);
        count++;
    }

    /** Delivers to each of the accounts, waiting for what is done in their mailboxes. */
    public Pending<List<Placed>> send(Database database, Delivery.Place place) {
        return send(database, place == Delivery.Place.SENT ? INTO_SENT : INTO_INBOX);
    }

    /**
     * Delivers to those accounts in whose INBOX nothing is being done, so that nobody waits for somebody else's. Of an account that was left out, or has
     * no INBOX, the answer tells only what was there before.
     */
    public Pending<List<Placed>> sendToFree(Database database) {
        return send(database, INTO_FREE_INBOXES);
    }

    private Pending<List<Placed>> send(Database database, String sql) {
        if (count != deliveryIds.length) {
            throw new IllegalStateException("messages are missing");
        }
        Tuple tuple = Tuple.tuple(new ArrayList<>(3 + BodyColumns.COUNT));
        tuple.addValue(deliveryIds).addValue(internalDates).addValue(expiries);
        bodies.addTo(tuple);
        return database.send(sql, tuple).map(DeliveryStatement::read);
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
    public record Placed(
            long accountId, UUID deliveryId, long mailboxId, long uidValidity, long uid, long modSeq, long uidNext) {
        /** It was there before; modSeq and uidNext are unknown then. */
        public boolean already() {
            return modSeq == 0;
        }

        /** It was given up before, see {@link DeliveredTable#forgo}. */
        public boolean forgone() {
            return uid == DeliveredTable.FORGONE;
        }
    }

    private static List<Placed> read(RowSet<Row> rows) {
        List<Placed> placed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            placed.add(new Placed(
                    row.getLong(0),
                    row.getUUID(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6)));
        }
        return placed;
    }
}
