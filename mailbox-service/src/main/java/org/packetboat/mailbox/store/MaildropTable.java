package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Locks of maildrops, held by a token until a time of the database's clock, and what is in INBOX. */
public final class MaildropTable {
    private static final String TAKE = """
            INSERT INTO maildrop AS d (account_id, token, expires_at)
            VALUES ($1, $2, now() + $3::bigint * interval '1 millisecond')
            ON CONFLICT (account_id) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at
            WHERE d.token = excluded.token OR d.expires_at <= now()
            """;

    private static final String RENEW = """
            UPDATE maildrop SET expires_at = now() + $3::bigint * interval '1 millisecond'
            WHERE account_id = $1 AND token = $2
            """;

    private static final String HOLD =
            "SELECT account_id FROM maildrop WHERE account_id = $1 AND token = $2 FOR UPDATE";

    private static final String FREE = "DELETE FROM maildrop WHERE account_id = $1 AND token = $2";

    private static final String INBOX =
            "SELECT mailbox_id, uid_validity, uid_next, messages FROM mailbox WHERE account_id = $1 AND name = 'INBOX'";

    private static final String MESSAGES = """
            SELECT s.uid, s.size, s.body_id, b.object_key, b.blob_offset, b.blob_length, b.codec
            FROM message s JOIN body b ON b.account_id = s.account_id AND b.body_id = s.body_id
            WHERE s.account_id = $1 AND s.mailbox_id = $2 AND s.uid > $3 AND s.uid < $4
            ORDER BY s.uid LIMIT $5
            """;

    private MaildropTable() {}

    /** Whether the token holds the lock now; it does again if it did. */
    public static boolean take(Database database, long accountId, UUID token, long leaseMillis)
            throws InterruptedException {
        return database.run(TAKE, Tuple.of(accountId, token, leaseMillis)).rowCount() == 1;
    }

    /** Whether the token still holds the lock; also after the lease, as long as nobody else has taken it. */
    public static boolean renew(Database database, long accountId, UUID token, long leaseMillis)
            throws InterruptedException {
        return database.run(RENEW, Tuple.of(accountId, token, leaseMillis)).rowCount() == 1;
    }

    /** Whether the token holds the lock until the end of the transaction. */
    public static boolean hold(Transaction transaction, long accountId, UUID token) throws InterruptedException {
        return transaction.run(HOLD, Tuple.of(accountId, token)).size() == 1;
    }

    public static void free(Transaction transaction, long accountId, UUID token) {
        transaction.send(FREE, Tuple.of(accountId, token));
    }

    public static void free(Database database, long accountId, UUID token) throws InterruptedException {
        database.run(FREE, Tuple.of(accountId, token));
    }

    /** INBOX as it is when asked. */
    public record Inbox(long mailboxId, long uidValidity, long uidNext, long messages) {}

    /** Absent when the account is gone. */
    public static @Nullable Inbox inbox(Database database, long accountId) throws InterruptedException {
        for (Row row : database.run(INBOX, Tuple.of(accountId))) {
            return new Inbox(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3));
        }
        return null;
    }

    /** A message and where its octets lie. */
    public record Item(
            long uid, long size, UUID bodyId, String objectKey, long blobOffset, long blobLength, int codec) {}

    /** At most {@code limit} messages with a UID above {@code after}, below the INBOX's UIDNEXT, ascending. */
    public static List<Item> messages(Database database, long accountId, Inbox inbox, long after, int limit)
            throws InterruptedException {
        RowSet<Row> rows =
                database.run(MESSAGES, Tuple.of(accountId, inbox.mailboxId(), after, inbox.uidNext(), limit));
        List<Item> items = new ArrayList<>(rows.size());
        for (Row row : rows) {
            items.add(new Item(
                    row.getLong(0),
                    row.getLong(1),
                    row.getUUID(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getInteger(6)));
        }
        return items;
    }
}
