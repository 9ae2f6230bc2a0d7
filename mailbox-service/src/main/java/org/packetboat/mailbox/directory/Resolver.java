package org.packetboat.mailbox.directory;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jboss.logging.Logger;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ListFacts;
import org.packetboat.contracts.mailbox.ListMembersResponse;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Kind;
import org.packetboat.mailbox.store.DirectoryTable.MailingList;
import org.packetboat.mailbox.store.DirectoryTable.Member;
import org.packetboat.mailbox.store.DirectoryTable.Posting;

/**
 * Answers RCPT, VRFY and EXPN. An alias may name aliases, and an account may be forwarded, in any depth and in circles: every address is expanded once,
 * every account is found once. One question to the database for each level, so one for an account. An address that does not exist is that without its
 * detail ({@code alice+shop@}), or the owner of the list that it administers ({@code news-request@}), or else the catch-all address of its domain. A
 * mailing list that is reached is told as such and not expanded. Thread-safe.
 */
public final class Resolver {
    private static final Logger LOG = Logger.getLogger(Resolver.class);

    private static final int MAX_AMBIGUOUS = 20;

    /** Members of a list that EXPN tells. */
    private static final int MAX_TOLD = 1_000;

    private static final int MAX_PAGE = 1_000;

    /** Gateways hear nothing of changes: what they remember must be over before anybody looks. */
    private static final int REUSABLE_MILLIS = 250;

    private final CachedDirectory directory;

    public Resolver(DirectoryTable table, InstantSource clock) {
        this(new StoredDirectory(table), clock);
    }

    Resolver(Directory directory, InstantSource clock) {
        this.directory = new CachedDirectory(directory, clock);
    }

    /** To be called after a change to domains, accounts or aliases, which then counts at once. */
    public void forget() {
        directory.forget();
    }

    /**
     * What an address means as a recipient.
     *
     * @param address {@code local-part@domain} without quotes, or {@code postmaster} (RFC 5321 §4.5.1)
     * @param size of the message, 0 if unknown
     * @param sender the reverse-path without quotes, which mailing lists ask for; empty for the null one, which none takes
     */
    public ResolveResponse resolve(String address, long size, String sender) throws InterruptedException {
        Optional<FoldedAddress> folded = FoldedAddress.of(address);
        if (folded.isEmpty()) {
            return Ascii.equalsIgnoreCase(address, FoldedAddress.POSTMASTER)
                    ? resolvePostmaster(size, sender)
                    : outcome(Outcome.NO_SUCH_RECIPIENT);
        }
        Entry entry = find(List.of(folded.get())).getFirst();
        if (!entry.isLocal()) {
            return outcome(Outcome.NOT_LOCAL);
        }
        ResolveResponse response = resolve(entry, size, sender);
        boolean isLost = response.getOutcome() == Outcome.NO_SUCH_RECIPIENT;
        return isLost && folded.get().isPostmaster() ? resolvePostmaster(size, sender) : response;
    }

    /** The same for an account that was just asked for and has no quota, from memory and without waiting; empty for any other. */
    public Optional<ResolveResponse> recall(String address) {
        return FoldedAddress.of(address)
                .flatMap(directory::recall)
                .filter(entry -> entry.kind() == Kind.ACCOUNT && entry.targets().isEmpty())
                .map(Resolver::account);
    }

    /** One entry for every address, in their order. */
    private List<Entry> find(List<FoldedAddress> addresses) throws InterruptedException {
        SequencedSet<FoldedAddress> asked = new LinkedHashSet<>(addresses);
        addresses.forEach(address -> address.withoutDetail().ifPresent(asked::add));
        addresses.forEach(address -> address.administeredList().ifPresent(asked::add));
        if (asked.size() == 1) {
            return directory.lookUp(addresses);
        }
        Map<String, Entry> known = new HashMap<>();
        for (Entry entry : directory.lookUp(List.copyOf(asked))) {
            known.put(entry.address(), entry);
        }
        return addresses.stream().map(address -> choose(address, known)).toList();
    }

    private static Entry choose(FoldedAddress address, Map<String, Entry> known) {
        Entry exact = requireNonNull(known.get(address.toString()));
        if (exact.kind() != Kind.NONE) {
            return exact;
        }
        return address.withoutDetail()
                .map(plain -> requireNonNull(known.get(plain.toString())))
                .filter(entry -> entry.kind() != Kind.NONE)
                .or(() -> address.administeredList()
                        .map(list -> requireNonNull(known.get(list.toString())))
                        .filter(entry -> entry.kind() == Kind.LIST)
                        .map(entry -> administration(address, requireNonNull(entry.list()))))
                .orElse(exact);
    }

    private static Entry administration(FoldedAddress address, MailingList list) {
        return new Entry(address.toString(), true, Kind.ALIAS, 0, List.of(list.owner()), true, null, null, null);
    }

    /** RFC 5321 §4.5.1: postmaster is to be reachable in every domain, and without one; the oldest there is gets it. */
    private ResolveResponse resolvePostmaster(long size, String sender) throws InterruptedException {
        List<Entry> postmasters = directory.withLocalPart(FoldedAddress.POSTMASTER, 1);
        return postmasters.isEmpty()
                ? outcome(Outcome.NO_SUCH_RECIPIENT)
                : resolve(postmasters.getFirst(), size, sender);
    }

    private ResolveResponse resolve(Entry entry, long size, String sender) throws InterruptedException {
        return switch (entry.kind()) {
            case NONE ->
                entry.catchAll() == null
                        ? outcome(Outcome.NO_SUCH_RECIPIENT)
                        : new Expansion(this::find, list -> mayPost(sender, list)).of(entry, size);
            case ACCOUNT -> {
                if (!entry.targets().isEmpty()) {
                    yield new Expansion(this::find, list -> mayPost(sender, list)).of(entry, size);
                }
                yield hasRoom(entry, size) ? account(entry) : outcome(Outcome.OVER_QUOTA);
            }
            case ALIAS, LIST -> new Expansion(this::find, list -> mayPost(sender, list)).of(entry, size);
        };
    }

    private boolean mayPost(String sender, Entry list) throws InterruptedException {
        Optional<FoldedAddress> folded = FoldedAddress.of(sender);
        if (folded.isEmpty()) {
            return false;
        }
        String address = folded.get().toString();
        MailingList facts = requireNonNull(list.list());
        return switch (facts.posting()) {
            case ANYONE -> true;
            case MEMBERS -> address.equals(facts.owner()) || directory.isMember(list.address(), address);
            case OWNER -> address.equals(facts.owner());
        };
    }

    /**
     * A page of a mailing list's members, with whom they reach; a list among them is told, not expanded. It is shorter when they stand for too many addresses together, and a
     * member that does so alone is told as unknown.
     *
     * @param after the last member of the page before; empty for the first page
     */
    public ListMembersResponse members(String list, String after, int limit) throws InterruptedException {
        Optional<FoldedAddress> address = FoldedAddress.of(list);
        Optional<Entry> found = address.isEmpty()
                ? Optional.empty()
                : directory.lookUp(List.of(address.get())).stream()
                        .filter(entry -> entry.kind() == Kind.LIST)
                        .findFirst();
        if (found.isEmpty()) {
            return ListMembersResponse.getDefaultInstance();
        }
        int most = Math.clamp(limit, 1, MAX_PAGE);
        List<Member> members = directory.members(found.get().address(), after, most);
        MailingList facts = requireNonNull(found.get().list());
        Page page = page(members);
        boolean isLast = page.members() == members.size() && members.size() < most;
        return page.reached()
                .setList(ListFacts.newBuilder()
                        .setAddress(found.get().address())
                        .setOwner(facts.owner())
                        .setDescription(facts.description())
                        .setOpen(facts.posting() != Posting.OWNER))
                .setNext(isLast ? "" : members.get(page.members() - 1).folded())
                .build();
    }

    /** Whom the first so many members reach. */
    private record Page(int members, ListMembersResponse.Builder reached) {}

    private Page page(List<Member> members) throws InterruptedException {
        for (int count = members.size(); ; count /= 2) {
            List<String> some =
                    members.stream().limit(count).map(Member::written).toList();
            Optional<ListMembersResponse.Builder> reached = new Expansion(this::find, _ -> true).ofMembers(some);
            if (reached.isPresent()) {
                return new Page(count, reached.get());
            }
            if (count == 1) {
                LOG.warn("a member of a list stands for too many addresses");
                String member = Expansion.path(some.getFirst());
                return new Page(count, ListMembersResponse.newBuilder().addUnknown(member));
            }
        }
    }

    private static ResolveResponse account(Entry entry) {
        return ResolveResponse.newBuilder()
                .setOutcome(Outcome.LOCAL)
                .addAccountIds(entry.accountId())
                .setReusableMillis(entry.octetsLeft() == null ? REUSABLE_MILLIS : 0)
                .build();
    }

    static boolean hasRoom(Entry entry, long size) {
        Long left = entry.octetsLeft();
        return left == null || left > 0 && left >= size;
    }

    static ResolveResponse outcome(Outcome outcome) {
        return ResolveResponse.newBuilder().setOutcome(outcome).build();
    }

    /**
     * VRFY and EXPN: the account, the alias or the list that receives what is for this address, else of this local part, else of this full name. The
     * members of an alias are those that it names, and a catch-all address is an alias of its domain's; of a list not more are told than fit into an answer.
     */
    public ExpandResponse expand(String name) throws InterruptedException {
        Optional<FoldedAddress> address = FoldedAddress.of(name);
        if (address.isPresent()) {
            return expand(find(List.of(address.get())));
        }
        String stripped = name.strip();
        List<Entry> byLocalPart = directory.withLocalPart(Ascii.toLower(stripped), MAX_AMBIGUOUS);
        return expand(
                byLocalPart.isEmpty()
                        ? directory.withFullName(stripped.toLowerCase(Locale.ROOT), MAX_AMBIGUOUS)
                        : byLocalPart);
    }

    private ExpandResponse expand(List<Entry> entries) throws InterruptedException {
        ExpandResponse.Builder response = ExpandResponse.newBuilder();
        if (entries.size() > 1) {
            entries.forEach(entry -> response.addAddresses(entry.address()));
            return response.setKind(ExpandResponse.Kind.AMBIGUOUS).build();
        }
        for (Entry entry : entries) {
            if (entry.kind() == Kind.ACCOUNT) {
                response.setKind(ExpandResponse.Kind.ACCOUNT)
                        .addAddresses(entry.address())
                        .setAccountId(entry.accountId());
            } else if (entry.kind() == Kind.ALIAS) {
                response.setKind(ExpandResponse.Kind.ALIAS).addAllAddresses(entry.targets());
            } else if (entry.kind() == Kind.LIST) {
                List<Member> members = directory.members(entry.address(), "", MAX_TOLD + 1);
                members.stream().limit(MAX_TOLD).map(Member::written).forEach(response::addAddresses);
                response.setKind(ExpandResponse.Kind.MAILING_LIST).setMore(members.size() > MAX_TOLD);
            } else if (entry.catchAll() != null) {
                response.setKind(ExpandResponse.Kind.ALIAS).addAddresses(entry.catchAll());
            }
        }
        return response.build();
    }
}
