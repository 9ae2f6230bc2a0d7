package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.StatusFields;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** The counters of mailboxes. */
public final class MailboxTable {
    /** The columns that {@code status} reads, of a mailbox row called m. */
    static final String STATUS_COLUMNS = """
            m.mailbox_id, m.name, m.uid_validity, m.uid_next, m.mod_seq, m.messages, m.unseen, m.deleted, m.octets,
            m.recent_from, m.no_select\
            """;

    /** $3 and $4: the names of what is below it are between these. */
    private static final String TO_OPEN = "SELECT " + STATUS_COLUMNS + """
            , m.special_use, EXISTS (SELECT FROM mailbox c WHERE c.account_id = $1 AND c.name > $3 AND c.name < $4)
            FROM mailbox m WHERE m.account_id = $1 AND m.name = $2
            """;

    /** Of a mailbox row called m: {@code recent}. */
    static final String RECENT = """
            CASE WHEN m.recent_from >= m.uid_next THEN 0 WHEN m.recent_from = 1 THEN m.messages ELSE (
                SELECT count(*) FROM message s
                WHERE s.account_id = m.account_id AND s.mailbox_id = m.mailbox_id AND s.uid >= m.recent_from) END""";

    /** Of a mailbox row called m: {@code deleted_octets}; linear in the messages with {@code \\Deleted} alone. */
    static final String DELETED_OCTETS = """
            CASE WHEN m.deleted = 0 THEN 0 ELSE (
                SELECT coalesce(sum(s.size), 0)::bigint FROM message s
                WHERE s.account_id = m.account_id AND s.mailbox_id = m.mailbox_id AND s.system_flags & 8 <> 0) END""";

    private static final String BY_NAME_WITH_FIELDS = "SELECT " + STATUS_COLUMNS + ", CASE WHEN $4 THEN " + RECENT
            + " ELSE 0 END, CASE WHEN $3 THEN " + DELETED_OCTETS
            + " ELSE 0 END FROM mailbox m WHERE m.account_id = $1 AND m.name = $2";

    private static final String ADMISSION = "SELECT b.no_select, " + QuotaStatement.FITS
            + ", b.mailbox_id FROM (SELECT $3::bigint AS octets, 1::bigint AS messages) sums CROSS JOIN mailbox b "
            + QuotaStatement.USAGE_IF_LIMITED + " WHERE b.account_id = $1 AND b.name = $2";

    private static final String BLOCKS_BY_NAME = """
            SELECT b.block, b.expunged FROM mailbox m
            JOIN uid_block b ON b.account_id = m.account_id AND b.mailbox_id = m.mailbox_id
            WHERE m.account_id = $1 AND m.name = $2 ORDER BY b.block
            """;

    private static final String FIRST_UNSEEN_BY_NAME = """
            SELECT s.uid FROM message s
            WHERE s.account_id = $1 AND s.system_flags & 1 = 0
                AND s.mailbox_id = (SELECT m.mailbox_id FROM mailbox m WHERE m.account_id = $1 AND m.name = $2)
            ORDER BY s.uid LIMIT 1
            """;

    private static final String KEYWORDS_BY_NAME = """
            SELECT k.keyword FROM mailbox m
            JOIN mailbox_keyword k ON k.account_id = m.account_id AND k.mailbox_id = m.mailbox_id
            WHERE m.account_id = $1 AND m.name = $2 ORDER BY k.folded
            """;

    private static final String CLAIM_RECENT = """
            UPDATE mailbox SET recent_from = $4 WHERE account_id = $1 AND mailbox_id = $2 AND recent_from = $3
            """;

    private MailboxTable() {}

    /** A mailbox as SELECT shows it; {@code mailbox} is absent, and the rest empty, when there is none of that name. */
    public record Opened(
            @Nullable Found mailbox,
            UidRanges uids,
            long firstUnseenUid,
            List<String> keywords,
            List<String> specialUses,
            boolean hasInferiors) {}

    /** Looks at everything in one round trip; the transaction is a snapshot. */
    public static Opened open(
            Transaction transaction, long accountId, String name, String inferiorPrefix, String inferiorEnd)
            throws InterruptedException {
        Tuple key = Tuple.of(accountId, name);
        Pending<RowSet<Row>> mailbox =
                transaction.send(TO_OPEN, Tuple.of(accountId, name, inferiorPrefix, inferiorEnd));
        Pending<RowSet<Row>> blocks = transaction.send(BLOCKS_BY_NAME, key);
        Pending<RowSet<Row>> firstUnseen = transaction.send(FIRST_UNSEEN_BY_NAME, key);
        Pending<RowSet<Row>> keywords = transaction.send(KEYWORDS_BY_NAME, key);
        transaction.sendCommit();
        for (Row row : mailbox.await()) {
            Found found = new Found(status(row).build(), row.getBoolean(10));
            UidRanges uids =
                    UidBlockTable.present(blocks.await(), found.status().getUidNext());
            long unseen = 0;
            for (Row first : firstUnseen.await()) {
                unseen = first.getLong(0);
            }
            List<String> words = new ArrayList<>();
            keywords.await().forEach(keyword -> words.add(keyword.getString(0)));
            return new Opened(found, uids, unseen, words, MailboxListTable.uses(row.getString(11)), row.getBoolean(12));
        }
        return new Opened(null, UidRanges.empty(), 0, List.of(), List.of(), false);
    }

    /** The row with what is asked for counted; absent when there is no such mailbox. */
    public static @Nullable Found find(Database database, long accountId, String name, StatusFields fields)
            throws InterruptedException {
        for (Row row : database.run(
                BY_NAME_WITH_FIELDS, Tuple.of(accountId, name, fields.getDeletedOctets(), fields.getRecent()))) {
            return new Found(statusWithFields(row), row.getBoolean(10));
        }
        return null;
    }

    /** Whether a message of this size can be appended: the mailbox's id. Refused as the append would be. */
    public static long admit(Database database, long accountId, String name, long octets) throws InterruptedException {
        for (Row row : database.run(ADMISSION, Tuple.of(accountId, name, octets))) {
            if (row.getBoolean(0)) {
                throw new RefusedException(Refusal.MAILBOX_NOT_SELECTABLE);
            }
            if (!row.getBoolean(1)) {
                throw new RefusedException(Refusal.OVER_QUOTA);
            }
            return row.getLong(2);
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }

    /** Asks what {@link #admit} asks; empty when the answer is no. */
    public static Pending<Optional<Long>> sendAdmit(Database database, long accountId, String name, long octets) {
        return database.send(ADMISSION, Tuple.of(accountId, name, octets)).map(rows -> {
            for (Row row : rows) {
                return row.getBoolean(0) || !row.getBoolean(1) ? Optional.empty() : Optional.of(row.getLong(2));
            }
            return Optional.empty();
        });
    }

    /** {@link #STATUS_COLUMNS}, recent, deleted octets. */
    static MailboxStatus statusWithFields(Row row) {
        return status(row)
                .setRecent(row.getLong(11))
                .setDeletedOctets(row.getLong(12))
                .build();
    }

    /** Whether the recent messages {@code from} .. {@code to} - 1 are this caller's now. */
    public static boolean claimRecent(Database database, long accountId, long mailboxId, long from, long to)
            throws InterruptedException {
        return database.run(CLAIM_RECENT, Tuple.of(accountId, mailboxId, from, to))
                        .rowCount()
                == 1;
    }

    private static MailboxStatus.Builder status(Row row) {
        return MailboxStatus.newBuilder()
                .setMailboxId(row.getLong(0))
                .setName(row.getString(1))
                .setUidValidity(row.getLong(2))
                .setUidNext(row.getLong(3))
                .setHighestModSeq(row.getLong(4))
                .setMessages(row.getLong(5))
                .setUnseen(row.getLong(6))
                .setDeleted(row.getLong(7))
                .setOctets(row.getLong(8))
                .setRecentFrom(row.getLong(9));
    }

    /** A mailbox; {@code status} lacks the count of recent messages unless said otherwise. */
    public record Found(MailboxStatus status, boolean isNoSelect) {}
}
