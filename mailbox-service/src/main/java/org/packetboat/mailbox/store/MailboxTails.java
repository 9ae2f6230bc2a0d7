package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The messages of mailboxes that the compactor has not looked at yet: those above {@code packed_uid}. */
public final class MailboxTails {
    private static final String TAILS = """
            SELECT b.mailbox_id, b.packed_uid, t.messages, t.oldest
            FROM mailbox b CROSS JOIN LATERAL (
                SELECT count(*) AS messages, min(save_date) AS oldest FROM (
                    SELECT m.save_date FROM message m
                    WHERE m.account_id = $1 AND m.mailbox_id = b.mailbox_id AND m.uid > b.packed_uid ORDER BY m.uid LIMIT $2) AS first) t
            WHERE b.account_id = $1 AND b.uid_next > b.packed_uid + 1 AND t.messages > 0
            ORDER BY b.mailbox_id
            """;

    private static final String BODIES = """
            SELECT m.uid, m.save_date, %s
            FROM (SELECT uid, save_date, body_id FROM message
                WHERE account_id = $1 AND mailbox_id = $2 AND uid > $3 ORDER BY uid LIMIT $4) m
            CROSS JOIN LATERAL (SELECT * FROM body WHERE account_id = $1 AND body_id = m.body_id OFFSET 0) b
            ORDER BY m.uid
            """.formatted(PackedBody.COLUMNS);

    private static final String ADVANCE = """
            UPDATE mailbox SET packed_uid = $3 WHERE account_id = $1 AND mailbox_id = $2 AND packed_uid < $3
            """;

    private final Database database;

    public MailboxTails(Database database) {
        this.database = database;
    }

    /**
     * The tail of a mailbox.
     *
     * @param messages in it, as far as was counted
     * @param oldestMillis when the first of those was saved
     */
    public record Tail(long mailboxId, long packedUid, long messages, long oldestMillis) {}

    /** A message of a tail. */
    public record TailMessage(long uid, long savedMillis, PackedBody body) {}

    /** All tails of an account in which there is a message; at most {@code most} messages of each are counted. */
    public List<Tail> of(long accountId, int most) throws InterruptedException {
        List<Tail> tails = new ArrayList<>();
        for (Row row : database.run(TAILS, Tuple.of(accountId, most))) {
            tails.add(new Tail(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)));
        }
        return tails;
    }

    /** The first messages of a tail, by UID. */
    public List<TailMessage> messages(long accountId, Tail tail, int limit) throws InterruptedException {
        List<TailMessage> messages = new ArrayList<>();
        Tuple tuple = Tuple.of(accountId, tail.mailboxId(), tail.packedUid(), limit);
        for (Row row : database.run(BODIES, tuple)) {
            messages.add(new TailMessage(row.getLong(0), row.getLong(1), PackedBody.of(row, 2)));
        }
        return messages;
    }

    /** The messages up to this one need not be looked at again. */
    public void advance(long accountId, long mailboxId, long throughUid) throws InterruptedException {
        database.run(ADVANCE, Tuple.of(accountId, mailboxId, throughUid));
    }
}
