package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** The append of messages to one mailbox, in one statement: UIDs and counters, message rows, bodies and their begin events. */
public final class AppendStatement {
    private static final String TEMPLATE = """
            WITH input AS MATERIALIZED (
                SELECT * FROM unnest($3::bigint[], $4::int[], $5::text[], %s)
                    WITH ORDINALITY AS t (internal_date, system_flags, keywords, %s, position)
            ), sums AS (
                SELECT count(*) AS messages, sum(size)::bigint AS octets, count(*) FILTER (WHERE system_flags & 1 = 0) AS unseen,
                    count(*) FILTER (WHERE system_flags & 8 <> 0) AS deleted FROM input
            ), target AS (
                SELECT b.mailbox_id, b.no_select, %s AS fits FROM sums CROSS JOIN mailbox b %s
                WHERE b.account_id = $1 AND b.name = $2
            ), %s, box AS (
                UPDATE mailbox m SET
                    uid_next = m.uid_next + sums.messages, mod_seq = %s, messages = m.messages + sums.messages,
                    unseen = m.unseen + sums.unseen, deleted = m.deleted + sums.deleted, octets = m.octets + sums.octets
                FROM target t, sums
                WHERE m.account_id = $1 AND m.mailbox_id = t.mailbox_id AND t.fits AND NOT t.no_select
                RETURNING m.account_id, m.mailbox_id, m.uid_validity, m.uid_next - sums.messages AS first_uid, m.uid_next, m.mod_seq
            ), message_rows AS (
                INSERT INTO message (account_id, mailbox_id, uid, mod_seq, internal_date, save_date, size, body_id, system_flags, keywords)
                SELECT account_id, box.mailbox_id, box.first_uid + i.position - 1, box.mod_seq, i.internal_date,
                    (extract(epoch FROM now()) * 1000)::bigint, i.size, i.body_id, i.system_flags, string_to_array(i.keywords, ' ')
                FROM input i JOIN box USING (account_id)
            ), body_rows AS (
                %s
            ), %s, events AS (
                INSERT INTO body_event (account_id, event_id, octets, bodies, object_key)
                SELECT account_id, i.body_id, i.blob_length, 1, i.object_key FROM input i JOIN box USING (account_id)
            )%%s
            SELECT t.no_select, t.fits, box.mailbox_id, box.uid_validity, box.first_uid, box.mod_seq, box.uid_next
            FROM target t LEFT JOIN box ON true
            """.formatted(
                    BodyColumns.parameters(6),
                    BodyColumns.NAMES,
                    QuotaStatement.FITS,
                    QuotaStatement.USAGE_IF_LIMITED,
                    BodyColumns.conversations(6),
                    ModSeqs.NEXT,
                    BodyColumns.insert("input"),
                    Conversations.NOTE);

    private static final String WITHIN_TRANSACTION = TEMPLATE.formatted("");

    /** With the operation's row, whose result {@link Appended#of(byte[])} reads. */
    private static final String AT_ONCE = TEMPLATE.formatted("""
            , remembered AS (
                INSERT INTO operation (account_id, operation_id, result)
                SELECT $1, $%d, int8send(mailbox_id) || int8send(uid_validity) || int8send(first_uid) || int8send(mod_seq) || int8send(uid_next)
                FROM box
            )""".formatted(6 + BodyColumns.COUNT));

    private static final String LOCK = "SELECT mailbox_id FROM mailbox WHERE account_id = $1 AND name = $2 FOR UPDATE";

    private final long accountId;
    private final String mailbox;
    private final Long[] internalDates;
    private final Integer[] flags;
    private final String[] keywords;
    private final BodyColumns bodies;
    private int count;

    public AppendStatement(long accountId, String mailbox, int count) {
        this.accountId = accountId;
        this.mailbox = mailbox;
        internalDates = new Long[count];
        flags = new Integer[count];
        keywords = new String[count];
        bodies = new BodyColumns(count);
    }

    /** Where the messages are now: UIDs from {@code firstUid} on. */
    public record Appended(long mailboxId, long uidValidity, long firstUid, long modSeq, long uidNext) {
        /** What an append at once has left in the operation's row: five big-endian numbers. */
        public static Appended of(byte[] result) {
            ByteBuffer numbers = ByteBuffer.wrap(result);
            return new Appended(
                    numbers.getLong(), numbers.getLong(), numbers.getLong(), numbers.getLong(), numbers.getLong());
        }
    }

    /** @param spelledKeywords as the mailbox spells them */
    public void add(UUID bodyId, StoredBody body, int systemFlags, String[] spelledKeywords, long internalDateMillis) {
        internalDates[count] = internalDateMillis;
        flags[count] = systemFlags;
        keywords[count] = spelledKeywords.length == 0 ? null : String.join(" ", spelledKeywords);
        bodies.set(count, accountId, bodyId, body);
        count++;
    }

    /** Locks the mailbox for work that comes before the append. */
    public static long lock(Transaction transaction, long accountId, String mailbox) throws InterruptedException {
        for (Row row : transaction.run(LOCK, Tuple.of(accountId, mailbox))) {
            return row.getLong(0);
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }

    /** @throws RefusedException when there is no such mailbox, it takes no messages, or the quota is too small */
    public Appended run(Transaction transaction) throws InterruptedException {
        for (Row row : append(transaction, parameters())) {
            if (row.getBoolean(0)) {
                throw new RefusedException(Refusal.MAILBOX_NOT_SELECTABLE);
            }
            if (!row.getBoolean(1)) {
                throw new RefusedException(Refusal.OVER_QUOTA);
            }
            if (row.getLong(2) != null) {
                return appended(row);
            }
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }

    /** Appends as a transaction of its own with its operation row. Empty when it is to be refused: then nothing has happened. */
    public Pending<Optional<Appended>> send(Database database, UUID operationId) {
        return database.send(AT_ONCE, parameters().addUUID(operationId)).map(rows -> {
            for (Row row : rows) {
                return row.getLong(2) == null ? Optional.empty() : Optional.of(appended(row));
            }
            return Optional.empty();
        });
    }

    private Tuple parameters() {
        Tuple tuple = Tuple.tuple(new ArrayList<>(6 + BodyColumns.COUNT));
        tuple.addLong(accountId)
                .addString(mailbox)
                .addValue(internalDates)
                .addValue(flags)
                .addValue(keywords);
        bodies.addTo(tuple);
        return tuple;
    }

    private static Appended appended(Row row) {
        return new Appended(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
    }

    /** Another transaction has just noted an id of the same conversation: the next look will see it. */
    private static RowSet<Row> append(Transaction transaction, Tuple tuple) throws InterruptedException {
        try {
            return transaction.run(WITHIN_TRANSACTION, tuple);
        } catch (DuplicateKeyException e) {
            throw Conversations.KEY.equals(e.constraint()) ? new ConflictException(e) : e;
        }
    }
}
