package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.mailbox.store.DirectoryTable.MailingList;
import org.packetboat.mailbox.store.DirectoryTable.Member;
import org.packetboat.mailbox.store.DirectoryTable.Posting;

/** Mailing lists and their members. Everything is in its folded form, but for members as they were given. A list's row is locked before its members are changed. */
public final class ListTable {
    private static final String FACTS = """
            SELECT a.address, a.owner, a.posting, a.description,
                (SELECT count(*) FROM list_member m WHERE m.list = a.address)
            FROM address a WHERE a.kind = 'list'
            """;

    private static final String ALL = FACTS + " ORDER BY a.address";

    private static final String ONE = FACTS + " AND a.address = $1";

    private static final String ADD = """
            INSERT INTO address (address, local_part, domain, kind, owner, posting, description) VALUES ($1, $2, $3, 'list', $4, $5, $6)
            ON CONFLICT (address) DO NOTHING
            """;

    private static final String SET = """
            UPDATE address SET owner = coalesce($2, owner), posting = coalesce($3, posting), description = coalesce($4, description)
            WHERE address = $1 AND kind = 'list'
            """;

    private static final String LOCK = "SELECT address FROM address WHERE address = $1 AND kind = 'list' FOR UPDATE";

    private static final String REMOVE_MEMBERS = "DELETE FROM list_member WHERE list = $1";

    private static final String REMOVE = "DELETE FROM address WHERE address = $1 AND kind = 'list'";

    private static final String ADD_MEMBERS = """
            INSERT INTO list_member AS m (list, member, written) SELECT $1, * FROM unnest($2::text[], $3::text[])
            ON CONFLICT (list, member) DO UPDATE SET written = excluded.written WHERE m.written <> excluded.written
            """;

    private static final String COUNT = "SELECT count(*) FROM list_member WHERE list = $1";

    private static final String REMOVE_MEMBER = "DELETE FROM list_member WHERE list = $1 AND member = $2";

    private ListTable() {}

    /** A list with the number of its members. */
    public record Counted(String address, MailingList list, long members) {}

    /** What is to be changed; empty for what stays. */
    public record Change(Optional<String> owner, Optional<Posting> posting, Optional<String> description) {}

    public static List<Counted> all(Database database) throws InterruptedException {
        List<Counted> lists = new ArrayList<>();
        database.run(ALL, Tuple.tuple()).forEach(row -> lists.add(counted(row)));
        return lists;
    }

    public static Optional<Counted> one(Database database, String address) throws InterruptedException {
        for (Row row : database.run(ONE, Tuple.of(address))) {
            return Optional.of(counted(row));
        }
        return Optional.empty();
    }

    private static Counted counted(Row row) {
        return new Counted(
                row.getString(0),
                new MailingList(row.getString(1), Posting.of(row.getString(2)), row.getString(3)),
                row.getLong(4));
    }

    /** Whether the address was free. */
    public static boolean add(
            Transaction transaction, String address, String localPart, String domain, MailingList list)
            throws InterruptedException {
        return transaction
                        .run(
                                ADD,
                                Tuple.of(
                                        address,
                                        localPart,
                                        domain,
                                        list.owner(),
                                        list.posting().text(),
                                        list.description()))
                        .rowCount()
                == 1;
    }

    /** Whether there is such a list. */
    public static boolean set(Database database, String address, Change change) throws InterruptedException {
        Tuple parameters = Tuple.of(address)
                .addString(change.owner().orElse(null))
                .addString(change.posting().map(Posting::text).orElse(null))
                .addString(change.description().orElse(null));
        return database.run(SET, parameters).rowCount() == 1;
    }

    /** Whether there was one. */
    public static boolean remove(Transaction transaction, String address) throws InterruptedException {
        if (!lock(transaction, address)) {
            return false;
        }
        transaction.send(REMOVE_MEMBERS, Tuple.of(address));
        return transaction.run(REMOVE, Tuple.of(address)).rowCount() == 1;
    }

    /** Whether there is such a list; it stays as it is until the transaction ends. */
    public static boolean lock(Transaction transaction, String address) throws InterruptedException {
        return transaction.run(LOCK, Tuple.of(address)).size() == 1;
    }

    /**
     * Adds those that are no members yet, and lets the others be written as they are now.
     *
     * @param members each once
     * @return how many members the list has then
     */
    public static long addMembers(Transaction transaction, String address, List<Member> members)
            throws InterruptedException {
        transaction.send(
                ADD_MEMBERS,
                Tuple.of(address)
                        .addArrayOfString(members.stream().map(Member::folded).toArray(String[]::new))
                        .addArrayOfString(members.stream().map(Member::written).toArray(String[]::new)));
        return transaction.run(COUNT, Tuple.of(address)).iterator().next().getLong(0);
    }

    /** Whether there was such a member. */
    public static boolean removeMember(Database database, String address, String member) throws InterruptedException {
        return database.run(REMOVE_MEMBER, Tuple.of(address, member)).rowCount() == 1;
    }
}
