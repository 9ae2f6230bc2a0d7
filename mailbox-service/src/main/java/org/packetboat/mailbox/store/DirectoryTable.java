package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of domains, addresses and accounts by address. Everything is in its folded form, but for where mail goes on to. */
public final class DirectoryTable {
    private static final String LOOKUP = """
            SELECT q.address, d.name IS NOT NULL, coalesce(a.kind, ''), c.account_id, coalesce(a.targets, c.forward_to),
                coalesce(c.forward_keeps, true), d.catch_all,
                CASE WHEN c.quota_octets IS NOT NULL OR c.quota_messages IS NOT NULL THEN (
                    SELECT CASE WHEN sum(m.messages) >= c.quota_messages THEN 0
                        ELSE coalesce(c.quota_octets, 9223372036854775807) - coalesce(sum(m.octets), 0)::bigint END
                    FROM mailbox m WHERE m.account_id = c.account_id) END,
                a.owner, a.posting, a.description
            FROM unnest($1::text[], $2::text[]) AS q(address, domain)
            LEFT JOIN domain d ON d.name = q.domain
            LEFT JOIN address a ON a.address = q.address
            LEFT JOIN account c ON c.account_id = a.account_id AND c.state = 'active'
            """;

    private static final String BY_LOCAL_PART = """
            SELECT a.address, true, a.kind, c.account_id, coalesce(a.targets, c.forward_to), coalesce(c.forward_keeps, true),
                NULL::text, NULL::bigint, a.owner, a.posting, a.description
            FROM address a LEFT JOIN account c ON c.account_id = a.account_id AND c.state = 'active'
            WHERE a.local_part = $1 AND (a.kind <> 'account' OR c.account_id IS NOT NULL)
            ORDER BY a.created_at, a.address LIMIT $2
            """;

    private static final String BY_FULL_NAME = """
            SELECT c.address, true, 'account', c.account_id, c.forward_to, c.forward_keeps, NULL::text, NULL::bigint,
                NULL::text, NULL::text, NULL::text
            FROM account c
            WHERE lower(c.full_name) = $1 AND c.full_name <> '' AND c.state = 'active'
            ORDER BY c.account_id LIMIT $2
            """;

    private static final String MEMBERS =
            "SELECT member, written FROM list_member WHERE list = $1 AND member > $2 ORDER BY member LIMIT $3";

    private static final String IS_MEMBER = "SELECT 1 FROM list_member WHERE list = $1 AND member = $2";

    private final Database database;

    public DirectoryTable(Database database) {
        this.database = database;
    }

    /** What an entry of the directory stands for. */
    public enum Kind {
        /** There is no such address. */
        NONE,
        ACCOUNT,
        ALIAS,
        LIST
    }

    /** Who may send to a mailing list; never a notification, which has the null reverse-path. */
    public enum Posting {
        ANYONE("anyone"),
        /** And the owner. */
        MEMBERS("members"),
        OWNER("owner");

        private final String text;

        Posting(String text) {
            this.text = text;
        }

        /** As administrators write it. */
        public String text() {
            return text;
        }

        /** @throws IllegalArgumentException when it is none */
        public static Posting of(String text) {
            for (Posting posting : values()) {
                if (posting.text.equals(text)) {
                    return posting;
                }
            }
            throw new IllegalArgumentException(text);
        }
    }

    /** @param owner gets its bounces and the mail for its administration */
    public record MailingList(String owner, Posting posting, String description) {}

    /**
     * A member of a mailing list.
     *
     * @param folded what it is known by
     * @param written where mail goes to
     */
    public record Member(String folded, String written) {}

    /**
     * An address, whether or not it exists.
     *
     * @param isLocal whether its domain is one of ours
     * @param accountId 0 when it is not an account's
     * @param targets of an alias, or where the account's mail goes on to
     * @param keeps whether the account's mail stays there, wherever it goes on to
     * @param catchAll who receives what is for no address of its domain
     * @param octetsLeft of the account's quota, none when it has no more messages left; absent when it has no quota
     * @param list what there is to know of a list
     */
    public record Entry(
            String address,
            boolean isLocal,
            Kind kind,
            long accountId,
            List<String> targets,
            boolean keeps,
            @Nullable String catchAll,
            @Nullable Long octetsLeft,
            @Nullable MailingList list) {}

    /** One entry for every address, in any order; the domains are those of the addresses. */
    public List<Entry> lookUp(List<String> addresses, List<String> domains) throws InterruptedException {
        return entries(database.run(
                LOOKUP, Tuple.of(addresses.toArray(String[]::new), (Object) domains.toArray(String[]::new))));
    }

    /** Addresses with this local part in any of our domains, oldest first. */
    public List<Entry> withLocalPart(String localPart, int limit) throws InterruptedException {
        return entries(database.run(BY_LOCAL_PART, Tuple.of(localPart, limit)));
    }

    /** Accounts whose full name is this, in any case. */
    public List<Entry> withFullName(String foldedName, int limit) throws InterruptedException {
        return entries(database.run(BY_FULL_NAME, Tuple.of(foldedName, limit)));
    }

    /** Members of a list behind {@code after}, in their order. */
    public List<Member> members(String list, String after, int limit) throws InterruptedException {
        List<Member> members = new ArrayList<>();
        database.run(MEMBERS, Tuple.of(list, after, limit))
                .forEach(row -> members.add(new Member(row.getString(0), row.getString(1))));
        return members;
    }

    public boolean isMember(String list, String address) throws InterruptedException {
        return database.run(IS_MEMBER, Tuple.of(list, address)).size() == 1;
    }

    private static List<Entry> entries(RowSet<Row> rows) {
        List<Entry> entries = new ArrayList<>(rows.size());
        for (Row row : rows) {
            entries.add(entry(row));
        }
        return entries;
    }

    private static Entry entry(Row row) {
        Long accountId = row.getLong(3);
        String[] targets = row.getArrayOfStrings(4);
        Kind kind = switch (row.getString(2)) {
            case "alias" -> Kind.ALIAS;
            case "list" -> Kind.LIST;
            case "account" -> accountId == null ? Kind.NONE : Kind.ACCOUNT;
            default -> Kind.NONE;
        };
        return new Entry(
                row.getString(0),
                row.getBoolean(1),
                kind,
                accountId == null ? 0 : accountId,
                targets == null ? List.of() : Arrays.asList(targets),
                row.getBoolean(5),
                row.getString(6),
                row.getLong(7),
                kind == Kind.LIST
                        ? new MailingList(row.getString(8), Posting.of(row.getString(9)), row.getString(10))
                        : null);
    }
}
