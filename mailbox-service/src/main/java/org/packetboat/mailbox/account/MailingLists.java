package org.packetboat.mailbox.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.address.LocalPart;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mailbox.store.AddressTable;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.DirectoryTable.MailingList;
import org.packetboat.mailbox.store.DirectoryTable.Member;
import org.packetboat.mailbox.store.DirectoryTable.Posting;
import org.packetboat.mailbox.store.ListTable;

/** Mailing lists and their members, ours or not; members need not exist yet. */
public final class MailingLists {
    /** Members of a page. */
    public static final int MAX_PAGE = 1_000;

    private static final int MAX_MEMBERS = 100_000;
    private static final int MAX_CHANGE = 10_000;
    private static final int MAX_DESCRIPTION = 200;

    /** Of the addresses that belong to a list. */
    private static final int LONGEST_SUFFIX = "-bounces".length();
    /** atext (RFC 5322 §3.2.3) and dots, since the address is part of the List-Id (RFC 2919 §2). */
    private static final CharClass LOCAL_PART =
            CharClass.ALPHA.or(CharClass.DIGIT).or("!#$%&'*+-/=?^_`{|}~.");

    private final Database database;
    private final DirectoryTable directory;
    private final Runnable changed;

    /** @param changed called after every change to addresses that has committed */
    public MailingLists(Database database, DirectoryTable directory, Runnable changed) {
        this.database = database;
        this.directory = directory;
        this.changed = changed;
    }

    /** All, by address. */
    public List<ListTable.Counted> list() throws InterruptedException {
        return ListTable.all(database);
    }

    public ListTable.Counted one(String address) throws InterruptedException {
        return ListTable.one(database, AddressRules.address(address).address())
                .orElseThrow(() -> AdminException.notFound("no such list"));
    }

    /**
     * Makes a list without members.
     *
     * @param owner gets its bounces, and what is sent to its {@code -request}, {@code -owner} and {@code -bounces} addresses
     */
    public ListTable.Counted add(String list, String owner, Optional<String> posting, Optional<String> description)
            throws InterruptedException {
        AddressRules.Folded address = listAddress(list);
        MailingList made = new MailingList(
                owner(address.address(), owner),
                posting.map(MailingLists::posting).orElse(Posting.ANYONE),
                description.map(MailingLists::description).orElse(""));
        database.transact(transaction -> {
            if (!AddressTable.lockDomain(transaction, address.domain(), AddressTable.Lock.SHARED)) {
                throw AdminException.notFound("no such domain");
            }
            if (!ListTable.add(transaction, address.address(), address.localPart(), address.domain(), made)) {
                throw AdminException.conflict("the address exists already");
            }
            return made;
        });
        changed.run();
        return new ListTable.Counted(address.address(), made, 0);
    }

    /** Changes what is named. */
    public ListTable.Counted set(
            String list, Optional<String> owner, Optional<String> posting, Optional<String> description)
            throws InterruptedException {
        String address = AddressRules.address(list).address();
        ListTable.Change change = new ListTable.Change(
                owner.map(named -> owner(address, named)),
                posting.map(MailingLists::posting),
                description.map(MailingLists::description));
        if (!ListTable.set(database, address, change)) {
            throw AdminException.notFound("no such list");
        }
        changed.run();
        return one(address);
    }

    public void remove(String list) throws InterruptedException {
        String address = AddressRules.address(list).address();
        if (!database.transact(transaction -> ListTable.remove(transaction, address))) {
            throw AdminException.notFound("no such list");
        }
        changed.run();
    }

    /** Members behind {@code after}, in their order. */
    public List<Member> members(String list, String after, int limit) throws InterruptedException {
        return directory.members(one(list).address(), Ascii.toLower(after), Math.clamp(limit, 1, MAX_PAGE));
    }

    /**
     * Adds those that are no members yet; of the others the local part is from now on as it is given, for in other domains its case may matter (RFC 5321 §2.4).
     *
     * @return how many the list has then
     */
    public long addMembers(String list, List<String> members) throws InterruptedException {
        String address = AddressRules.address(list).address();
        Map<String, Member> folded = new LinkedHashMap<>();
        for (String text : members) {
            Member member = new Member(AddressRules.address(text).address(), AddressRules.target(text));
            folded.put(member.folded(), member);
        }
        if (folded.isEmpty() || folded.size() > MAX_CHANGE) {
            throw AdminException.invalid("1 to " + MAX_CHANGE + " members are added at a time");
        }
        if (folded.containsKey(address)) {
            throw AdminException.invalid("a list is no member of itself");
        }
        return database.transact(transaction -> {
            if (!ListTable.lock(transaction, address)) {
                throw AdminException.notFound("no such list");
            }
            long count = ListTable.addMembers(transaction, address, List.copyOf(folded.values()));
            if (count > MAX_MEMBERS) {
                throw AdminException.conflict("a list has at most " + MAX_MEMBERS + " members");
            }
            return count;
        });
    }

    public void removeMember(String list, String member) throws InterruptedException {
        String address = AddressRules.address(list).address();
        if (!ListTable.removeMember(
                database, address, AddressRules.address(member).address())) {
            throw AdminException.notFound("no such member");
        }
    }

    private static AddressRules.Folded listAddress(String text) {
        AddressRules.Folded address = AddressRules.address(text);
        boolean isDotAtom = address.localPart().chars().allMatch(LOCAL_PART::matches)
                && !address.localPart().startsWith(".")
                && !address.localPart().endsWith(".")
                && !address.localPart().contains("..");
        if (!isDotAtom || !Ascii.isAscii(address.domain())) {
            throw AdminException.invalid("a list's address is in ASCII, with letters that need no quotes");
        }
        int suffixed = address.localPart().length() + LONGEST_SUFFIX;
        if (suffixed > LocalPart.MAX_OCTETS || suffixed + 1 + address.domain().length() > MailAddress.MAX_OCTETS) {
            throw AdminException.invalid("a list's address leaves room for -bounces behind its name");
        }
        return address;
    }

    private static String owner(String list, String text) {
        String owner = AddressRules.address(text).address();
        if (owner.equals(list)) {
            throw AdminException.invalid("a list does not own itself");
        }
        return owner;
    }

    private static Posting posting(String text) {
        try {
            return Posting.of(text);
        } catch (IllegalArgumentException _) {
            throw AdminException.invalid("posting is anyone, members or owner");
        }
    }

    private static String description(String text) {
        if (text.length() > MAX_DESCRIPTION || text.chars().anyMatch(Character::isISOControl)) {
            throw AdminException.invalid("a description is a line of at most " + MAX_DESCRIPTION + " characters");
        }
        return text;
    }
}
