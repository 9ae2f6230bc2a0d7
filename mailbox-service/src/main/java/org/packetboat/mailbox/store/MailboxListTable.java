package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.StatusFields;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * The list of an account's mailboxes. Whoever changes it has taken a UIDVALIDITY from {@link AccountTable#takeUidValidity} before, so that changes to
 * one account's list come one after another.
 */
public final class MailboxListTable {
    private static final String LIST = """
            SELECT mailbox_id, name, special_use, no_select FROM mailbox
            WHERE account_id = $1 AND name >= $2 AND name < $3 ORDER BY name
            """;

    private static final String LIST_WITH_STATUS =
            """
            SELECT %s, CASE WHEN $4 THEN %s ELSE 0 END, CASE WHEN $5 THEN %s ELSE 0 END, m.special_use FROM mailbox m
            WHERE m.account_id = $1 AND m.name >= $2 AND m.name < $3 ORDER BY m.name
            """.formatted(MailboxTable.STATUS_COLUMNS, MailboxTable.RECENT, MailboxTable.DELETED_OCTETS);

    private static final String SUBSCRIBED = """
            SELECT name FROM subscription WHERE account_id = $1 AND name >= $2 AND name < $3 ORDER BY name
            """;

    /** The last code point, which is in no name: behind a prefix it is behind every name that has the prefix. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private static final String FIND = """
            SELECT mailbox_id, name, special_use, no_select FROM mailbox WHERE account_id = $1 AND name = ANY($2)
            """;

    private static final String WITH_INFERIORS = """
            SELECT mailbox_id, name, special_use, no_select FROM mailbox
            WHERE account_id = $1 AND (name = $2 OR name > $3 AND name < $4) ORDER BY name
            """;

    private static final String HAS_ANY =
            "SELECT 1::bigint FROM mailbox WHERE account_id = $1 AND name > $2 AND name < $3 LIMIT 1";

    private static final String COUNT = "SELECT count(*) FROM mailbox WHERE account_id = $1";

    private static final String ADD = """
            INSERT INTO mailbox (account_id, uid_validity, name, special_use, no_select) VALUES ($1, $2, $3, $4, $5)
            RETURNING mailbox_id
            """;

    private static final String MAKE_SELECTABLE = """
            UPDATE mailbox SET no_select = false, uid_validity = $3, special_use = $4
            WHERE account_id = $1 AND mailbox_id = $2
            """;

    private static final String RENAME = """
            UPDATE mailbox m SET name = t.name FROM unnest($2::bigint[], $3::text[]) AS t(mailbox_id, name)
            WHERE m.account_id = $1 AND m.mailbox_id = t.mailbox_id
            """;

    private static final String REMOVE = "DELETE FROM mailbox WHERE account_id = $1 AND mailbox_id = $2";

    private static final String ADD_REMOVAL =
            "INSERT INTO mailbox_removal (account_id, mailbox_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private static final String LOCK =
            "SELECT mailbox_id, uid_next FROM mailbox WHERE account_id = $1 AND name = $2 FOR UPDATE";

    private static final String UIDS_BELOW = """
            SELECT uid FROM message WHERE account_id = $1 AND mailbox_id = $2 AND uid < $3 ORDER BY uid LIMIT $4
            """;

    private static final String SUBSCRIBE =
            "INSERT INTO subscription (account_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private static final String UNSUBSCRIBE = "DELETE FROM subscription WHERE account_id = $1 AND name = $2";

    private static final String COUNT_SUBSCRIBED = "SELECT count(*) FROM subscription WHERE account_id = $1";

    private MailboxListTable() {}

    /** A mailbox or, with {@code isNoSelect}, only its name. */
    public record Listed(
            long mailboxId,
            String name,
            List<String> specialUses,
            boolean isNoSelect,
            Optional<MailboxStatus> status) {}

    /** All mailboxes and all subscribed names, by name. */
    public record Everything(List<Listed> mailboxes, List<String> subscribed) {}

    /** In one snapshot and one round trip, whatever is asked for. */
    public static Everything list(Database database, ListRequest request) throws InterruptedException {
        Tuple range = Tuple.of(request.getAccountId(), request.getPrefix(), request.getPrefix() + LAST);
        StatusFields fields = request.getStatus();
        return database.snapshot(transaction -> {
            Pending<RowSet<Row>> mailboxes = request.hasStatus()
                    ? transaction.send(
                            LIST_WITH_STATUS,
                            Tuple.of(range.getLong(0), range.getString(1), range.getString(2))
                                    .addBoolean(fields.getRecent())
                                    .addBoolean(fields.getDeletedOctets()))
                    : transaction.send(LIST, range);
            Pending<RowSet<Row>> subscribed = transaction.send(SUBSCRIBED, range);
            transaction.sendCommit();
            List<String> names = new ArrayList<>();
            List<Listed> listed = request.hasStatus() ? withStatus(mailboxes.await()) : listed(mailboxes.await());
            subscribed.await().forEach(row -> names.add(row.getString(0)));
            return new Everything(listed, names);
        });
    }

    private static List<Listed> withStatus(RowSet<Row> rows) {
        List<Listed> listed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            MailboxStatus status = MailboxTable.statusWithFields(row);
            boolean noSelect = row.getBoolean(10);
            listed.add(new Listed(
                    status.getMailboxId(),
                    status.getName(),
                    uses(row.getString(13)),
                    noSelect,
                    noSelect ? Optional.empty() : Optional.of(status)));
        }
        return listed;
    }

    /** Those of the names that exist, in any order. */
    public static List<Listed> find(Transaction transaction, long accountId, List<String> names)
            throws InterruptedException {
        return listed(transaction.run(FIND, Tuple.of(accountId, (Object) names.toArray(String[]::new))));
    }

    /** The mailbox of this name, if it exists, and its inferiors, by name. */
    public static List<Listed> findWithInferiors(
            Transaction transaction, long accountId, String name, String inferiorPrefix, String inferiorEnd)
            throws InterruptedException {
        return listed(transaction.run(WITH_INFERIORS, Tuple.of(accountId, name, inferiorPrefix, inferiorEnd)));
    }

    /** Whether there are names between these two. */
    public static boolean hasAny(Transaction transaction, long accountId, String after, String before)
            throws InterruptedException {
        return transaction.run(HAS_ANY, Tuple.of(accountId, after, before)).size() > 0;
    }

    public static long count(Transaction transaction, long accountId) throws InterruptedException {
        return number(transaction.run(COUNT, Tuple.of(accountId))).orElseThrow();
    }

    /** Its id. */
    public static long add(
            Transaction transaction, long accountId, long uidValidity, String name, Set<String> specialUses, Kind kind)
            throws InterruptedException {
        Tuple parameters =
                Tuple.of(accountId, uidValidity, name, String.join(" ", specialUses), kind == Kind.NAME_ONLY);
        return number(transaction.run(ADD, parameters)).orElseThrow();
    }

    /** What stands behind a name. */
    public enum Kind {
        MAILBOX,
        /** {@code \Noselect}. */
        NAME_ONLY
    }

    public static void makeSelectable(
            Transaction transaction, long accountId, long mailboxId, long uidValidity, Set<String> specialUses)
            throws InterruptedException {
        transaction.run(MAKE_SELECTABLE, Tuple.of(accountId, mailboxId, uidValidity, String.join(" ", specialUses)));
    }

    /** {@code names[i]} becomes the name of {@code mailboxIds[i]}. */
    public static void rename(Transaction transaction, long accountId, List<Long> mailboxIds, List<String> names)
            throws InterruptedException {
        Tuple parameters = Tuple.of(accountId, mailboxIds.toArray(Long[]::new), names.toArray(String[]::new));
        transaction.run(RENAME, parameters);
    }

    /** The mailbox is gone at once; its messages follow, see {@link RemovalTable}. */
    public static void remove(Transaction transaction, long accountId, long mailboxId) throws InterruptedException {
        transaction.send(REMOVE, Tuple.of(accountId, mailboxId));
        transaction.run(ADD_REMOVAL, Tuple.of(accountId, mailboxId));
    }

    /** A mailbox whose row is locked until the end of the transaction. */
    public record Locked(long mailboxId, long uidNext) {}

    /** @throws RefusedException NO_SUCH_MAILBOX */
    public static Locked lock(Transaction transaction, long accountId, String name) throws InterruptedException {
        for (Row row : transaction.run(LOCK, Tuple.of(accountId, name))) {
            return new Locked(row.getLong(0), row.getLong(1));
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }

    /** The lowest {@code limit} UIDs below {@code bound} that are there. */
    public static UidRanges uidsBelow(Transaction transaction, long accountId, long mailboxId, long bound, int limit)
            throws InterruptedException {
        UidRanges.Builder uids = new UidRanges.Builder();
        transaction
                .run(UIDS_BELOW, Tuple.of(accountId, mailboxId, bound, limit))
                .forEach(row -> uids.add(row.getLong(0), row.getLong(0)));
        return uids.build();
    }

    public static void subscribe(Transaction transaction, long accountId, String name) throws InterruptedException {
        transaction.run(SUBSCRIBE, Tuple.of(accountId, name));
    }

    public static void unsubscribe(Transaction transaction, long accountId, String name) throws InterruptedException {
        transaction.run(UNSUBSCRIBE, Tuple.of(accountId, name));
    }

    public static long countSubscribed(Transaction transaction, long accountId) throws InterruptedException {
        return number(transaction.run(COUNT_SUBSCRIBED, Tuple.of(accountId))).orElseThrow();
    }

    private static List<Listed> listed(RowSet<Row> rows) {
        List<Listed> listed = new ArrayList<>(rows.size());
        for (Row row : rows) {
            listed.add(listed(row));
        }
        return listed;
    }

    private static Listed listed(Row row) {
        return new Listed(
                row.getLong(0), row.getString(1), uses(row.getString(2)), row.getBoolean(3), Optional.empty());
    }

    /** The column has them one after the other, a space between. */
    static List<String> uses(String column) {
        return column.isEmpty() ? List.of() : List.of(column.split(" ", -1));
    }

    private static OptionalLong number(RowSet<Row> rows) {
        for (Row row : rows) {
            @Nullable Long number = row.getLong(0);
            return number == null ? OptionalLong.empty() : OptionalLong.of(number);
        }
        return OptionalLong.empty();
    }
}
