package org.packetboat.imap.port;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.packetboat.blob.BodyKey;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.SearchKey;
import org.packetboat.imap.codec.StatusItem;
import org.packetboat.imap.codec.StoreMode;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;

/** The mailbox service in memory: one snapshot at a time, a log of what was expunged, hints to listeners. Can be told to be away. */
public final class InMemoryMailboxes implements MailboxClient, ChangeHints {
    private static final int MOST_CHANGED = 1_000;

    private final Map<String, Long> accounts = new HashMap<>();
    private final Map<Long, TreeMap<String, InMemoryMailbox>> boxes = new HashMap<>();
    private final Map<Long, TreeSet<String>> subscriptions = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Long, QuotaUsage> quotas = new HashMap<>();
    private final InstantSource clock;
    private long lastId;
    private long modSeq = 1000;
    private long statesTold;
    private long expungeRanges;
    private volatile boolean away;
    private volatile boolean silentAboutChanges;

    /** @param clock gives save dates */
    public InMemoryMailboxes(InstantSource clock) {
        this.clock = clock;
    }

    /** With save dates that are now. */
    public InMemoryMailboxes() {
        this(InstantSource.system());
    }

    /** Makes an account whose password is {@code secret}, with an INBOX. */
    public synchronized void addAccount(String address) {
        long id = ++lastId;
        accounts.put(address, id);
        boxes.put(id, new TreeMap<>());
        subscriptions.put(id, new TreeSet<>());
        make(id, "INBOX", List.of());
    }

    /** From now on the account may use so much. */
    public synchronized void setQuota(long accountId, OptionalLong octets, OptionalLong messages) {
        quotas.put(accountId, new QuotaUsage(0, 0, octets, messages));
    }

    /** From now on every call fails, or no longer. */
    public void setAway(boolean away) {
        this.away = away;
    }

    /** From now on questions about changes fail, or no longer. */
    public void setSilentAboutChanges(boolean silent) {
        this.silentAboutChanges = silent;
    }

    /** "secret" is everybody's password. */
    public synchronized Account authenticate(String login, String password) {
        check();
        Long id = accounts.get(login);
        if (id == null || !password.equals("secret")) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
        return new Account(id, login);
    }

    @Override
    public synchronized MailboxList list(long accountId, ListQuery query) {
        check();
        if (hasControl(query.prefix())) {
            throw new IllegalArgumentException("text that a database does not take");
        }
        List<ListedMailbox> listed = new ArrayList<>();
        all(accountId).forEach((name, box) -> {
            if (name.startsWith(query.prefix())) {
                listed.add(box.listed(name, !query.status().isEmpty()));
            }
        });
        List<String> subscribed = subscribed(accountId).stream()
                .filter(name -> name.startsWith(query.prefix()))
                .toList();
        return new MailboxList(listed, subscribed);
    }

    @Override
    public synchronized long create(long accountId, String name, List<String> specialUses) {
        check();
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        checkName(plain);
        InMemoryMailbox existing = all(accountId).get(plain);
        if (existing != null && existing.kind() != ListedMailbox.Kind.NAME_ONLY) {
            throw new RefusedException(Refusal.MAILBOX_EXISTS);
        }
        for (int i = plain.indexOf('/'); i > 0; i = plain.indexOf('/', i + 1)) {
            all(accountId).computeIfAbsent(plain.substring(0, i), n -> new InMemoryMailbox(++lastId, ++modSeq));
        }
        return make(accountId, plain, specialUses);
    }

    private long make(long accountId, String name, List<String> specialUses) {
        InMemoryMailbox box = all(accountId).computeIfAbsent(name, n -> new InMemoryMailbox(++lastId, ++modSeq));
        box.become(ListedMailbox.Kind.MAILBOX, specialUses);
        return box.id();
    }

    @Override
    public long delete(long accountId, String name) {
        MailboxKey deleted = new MailboxKey(accountId, remove(accountId, name));
        listeners.forEach(listener -> listener.listChanged(deleted));
        return deleted.mailboxId();
    }

    /** While it has inferiors its name stays. */
    private synchronized long remove(long accountId, String name) {
        check();
        checkName(name);
        if (name.equals("INBOX")) {
            throw new RefusedException(Refusal.NOT_PERMITTED);
        }
        TreeMap<String, InMemoryMailbox> all = all(accountId);
        InMemoryMailbox box = all.get(name);
        if (box == null) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        String next = all.higherKey(name + "/");
        boolean hasInferiors = next != null && next.startsWith(name + "/");
        if (box.kind() == ListedMailbox.Kind.NAME_ONLY && hasInferiors) {
            throw new RefusedException(Refusal.MAILBOX_HAS_INFERIORS);
        }
        all.remove(name);
        if (hasInferiors) {
            InMemoryMailbox left = new InMemoryMailbox(++lastId, ++modSeq);
            left.become(ListedMailbox.Kind.NAME_ONLY, List.of());
            all.put(name, left);
        }
        return box.id();
    }

    @Override
    public synchronized void rename(long accountId, String from, String to) {
        check();
        checkName(from);
        checkName(to);
        TreeMap<String, InMemoryMailbox> all = all(accountId);
        if (!all.containsKey(from)) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        if (all.containsKey(to)) {
            throw new RefusedException(Refusal.MAILBOX_EXISTS);
        }
        for (String name : List.copyOf(all.keySet())) {
            if (name.equals(from) || name.startsWith(from + "/")) {
                all.put(to + name.substring(from.length()), all.remove(name));
            }
        }
        if (from.equals("INBOX")) {
            make(accountId, "INBOX", List.of());
        }
    }

    @Override
    public synchronized void subscribe(long accountId, String name) {
        check();
        checkName(name);
        subscribed(accountId).add(name);
    }

    @Override
    public synchronized void unsubscribe(long accountId, String name) {
        check();
        checkName(name);
        subscribed(accountId).remove(name);
    }

    @Override
    public synchronized MailboxStatus status(long accountId, String name, Set<StatusItem> items) {
        check();
        return box(accountId, name).status();
    }

    @Override
    public synchronized void admit(long accountId, String name, long octets) {
        check();
        box(accountId, name);
        checkRoom(accountId, octets, 1);
    }

    private void checkRoom(long accountId, long octets, long messages) {
        QuotaUsage usage = quota(accountId);
        if (usage.octets() + octets > usage.octetsLimit().orElse(Long.MAX_VALUE)
                || usage.messages() + messages > usage.messagesLimit().orElse(Long.MAX_VALUE)) {
            throw new RefusedException(Refusal.OVER_QUOTA);
        }
    }

    @Override
    public synchronized QuotaUsage quota(long accountId) {
        check();
        QuotaUsage limits =
                quotas.getOrDefault(accountId, new QuotaUsage(0, 0, OptionalLong.empty(), OptionalLong.empty()));
        return new QuotaUsage(
                all(accountId).values().stream()
                        .mapToLong(InMemoryMailbox::octets)
                        .sum(),
                all(accountId).values().stream()
                        .mapToLong(InMemoryMailbox::messages)
                        .sum(),
                limits.octetsLimit(),
                limits.messagesLimit());
    }

    @Override
    public synchronized OpenedMailbox open(long accountId, String name, Claim claim) {
        check();
        boolean hasInferiors = all(accountId).keySet().stream().anyMatch(other -> other.startsWith(name + "/"));
        return box(accountId, name).open(claim, hasInferiors);
    }

    @Override
    public AppendedUids append(long accountId, String name, List<NewMessage> messages) {
        InMemoryMailbox box;
        List<Long> uids;
        synchronized (this) {
            check();
            box = box(accountId, name);
            long octets = messages.stream()
                    .mapToLong(message -> message.body().getMetadata().getSize())
                    .sum();
            checkRoom(accountId, octets, messages.size());
            uids = box.append(messages, () -> new BodyKey(accountId, 7, ++lastId), clock.millis(), ++modSeq);
        }
        hint(accountId, box);
        return new AppendedUids(box.uidValidity(), uids);
    }

    @Override
    public synchronized List<MessageRow> fetch(MailboxKey mailbox, UidRanges uids, Collection<MetadataField> fields) {
        check();
        return box(mailbox).fetch(uids, fields);
    }

    @Override
    public StoredFlags store(
            MailboxKey mailbox, UidRanges uids, StoreMode mode, Flags flags, OptionalLong unchangedSince) {
        InMemoryMailbox box;
        StoredFlags stored;
        synchronized (this) {
            check();
            box = box(mailbox);
            stored = box.store(uids, mode, flags, unchangedSince, () -> ++modSeq);
        }
        if (stored.changedModSeq() > 0) {
            hint(mailbox.accountId(), box);
        }
        return stored;
    }

    @Override
    public CopiedUids copy(MailboxKey mailbox, UidRanges uids, String target, WhenGone whenGone) {
        SortedMap<Long, NewMessage> copies;
        synchronized (this) {
            check();
            box(mailbox.accountId(), target);
            copies = box(mailbox).copies(uids);
            if (copies.size() < uids.size() && whenGone == WhenGone.REFUSE) {
                throw new RefusedException(Refusal.MESSAGE_GONE);
            }
        }
        AppendedUids appended = append(mailbox.accountId(), target, List.copyOf(copies.values()));
        return new CopiedUids(appended.uidValidity(), List.copyOf(copies.keySet()), appended.uids());
    }

    @Override
    public CopiedUids move(MailboxKey mailbox, UidRanges uids, String target) {
        AppendedUids appended;
        List<Long> source;
        InMemoryMailbox from;
        InMemoryMailbox to;
        synchronized (this) {
            check();
            to = box(mailbox.accountId(), target);
            from = box(mailbox);
            SortedMap<Long, NewMessage> moving = from.copies(uids);
            source = List.copyOf(moving.keySet());
            List<Long> uidsThere = source.isEmpty()
                    ? List.of()
                    : to.append(
                            List.copyOf(moving.values()),
                            () -> new BodyKey(mailbox.accountId(), 7, ++lastId),
                            clock.millis(),
                            ++modSeq);
            appended = new AppendedUids(to.uidValidity(), uidsThere);
            from.remove(ranges(source), () -> ++modSeq);
        }
        hint(mailbox.accountId(), to);
        hint(mailbox.accountId(), from);
        return new CopiedUids(appended.uidValidity(), source, appended.uids());
    }

    private static UidRanges ranges(List<Long> uids) {
        UidRanges.Builder ranges = new UidRanges.Builder();
        uids.forEach(ranges::add);
        return ranges.build();
    }

    @Override
    public AppendedUids replace(MailboxKey mailbox, long uid, String target, NewMessage message) {
        InMemoryMailbox from;
        InMemoryMailbox to;
        List<Long> uids;
        synchronized (this) {
            check();
            to = box(mailbox.accountId(), target);
            from = box(mailbox);
            if (from.copies(UidRanges.of(uid, uid)).isEmpty()) {
                throw new RefusedException(Refusal.MESSAGE_GONE);
            }
            from.remove(UidRanges.of(uid, uid), () -> ++modSeq);
            uids = to.append(
                    List.of(message), () -> new BodyKey(mailbox.accountId(), 7, ++lastId), clock.millis(), ++modSeq);
        }
        hint(mailbox.accountId(), to);
        hint(mailbox.accountId(), from);
        return new AppendedUids(to.uidValidity(), uids);
    }

    @Override
    public ExpungedUids expunge(MailboxKey mailbox, Optional<UidRanges> uids) {
        InMemoryMailbox box;
        ExpungedUids done;
        synchronized (this) {
            check();
            box = box(mailbox);
            expungeRanges += uids.map(UidRanges::rangeCount).orElse(0);
            long before = box.point().modSeq();
            UidRanges marked = box.marked(uids);
            boolean more = marked.size() > MOST_CHANGED;
            UidRanges gone = more ? marked.slice(1, MOST_CHANGED) : marked;
            box.remove(gone, () -> ++modSeq);
            done = new ExpungedUids(
                    gone,
                    more ? ExpungedUids.Rest.MORE : ExpungedUids.Rest.NONE,
                    before,
                    box.point().modSeq());
        }
        hint(mailbox.accountId(), box);
        return done;
    }

    @Override
    public synchronized Delta changes(MailboxKey mailbox, Delta.Point since, Claim claim) {
        check();
        if (silentAboutChanges) {
            throw new UnavailableException("told to be silent");
        }
        Delta delta = box(mailbox).changes(since, claim);
        statesTold += delta.states().size();
        return delta;
    }

    /** In all calls that expunge. */
    public synchronized long expungeRanges() {
        return expungeRanges;
    }

    /** Messages in all answers to questions about changes. */
    public synchronized long statesTold() {
        return statesTold;
    }

    /** Forgets what was expunged so far. */
    public synchronized void forgetExpunges(long accountId, String name) {
        InMemoryMailbox box = box(accountId, name);
        box.forgetExpunges(box.point().modSeq());
    }

    @Override
    public synchronized ChangedUids changedSince(MailboxKey mailbox, long modSeq, long firstUid, long lastUid) {
        check();
        return box(mailbox).changedSince(modSeq, firstUid, lastUid);
    }

    @Override
    public synchronized long highestModSeq(MailboxKey mailbox, UidRanges uids) {
        check();
        return box(mailbox).highestModSeq(uids);
    }

    @Override
    public synchronized UidRanges search(MailboxKey mailbox, SearchKey key, Instant now, UidRanges among) {
        check();
        return box(mailbox).search(key, now, among);
    }

    @Override
    public SearchFigures figures(
            MailboxKey mailbox, SearchKey key, Instant now, UidRanges among, Set<SearchFigures.Figure> wanted) {
        return SearchFigures.of(search(mailbox, key, now, among));
    }

    @Override
    public void start(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        listeners.clear();
    }

    private void hint(long accountId, InMemoryMailbox box) {
        listeners.forEach(listener -> listener.changed(new MailboxKey(accountId, box.id()), box.point()));
    }

    private TreeMap<String, InMemoryMailbox> all(long accountId) {
        return Objects.requireNonNull(boxes.get(accountId));
    }

    private TreeSet<String> subscribed(long accountId) {
        return Objects.requireNonNull(subscriptions.get(accountId));
    }

    private static void checkName(String name) {
        if (name.isEmpty() || hasControl(name)) {
            throw new RefusedException(Refusal.INVALID_MAILBOX_NAME);
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private InMemoryMailbox box(long accountId, String name) {
        checkName(name);
        InMemoryMailbox box = all(accountId).get(name);
        if (box == null) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        if (box.kind() == ListedMailbox.Kind.NAME_ONLY) {
            throw new RefusedException(Refusal.MAILBOX_NOT_SELECTABLE);
        }
        return box;
    }

    private InMemoryMailbox box(MailboxKey mailbox) {
        return all(mailbox.accountId()).values().stream()
                .filter(box -> box.id() == mailbox.mailboxId())
                .findFirst()
                .orElseThrow(() -> new RefusedException(Refusal.NO_SUCH_MAILBOX));
    }

    private void check() {
        if (away) {
            throw new UnavailableException("told to be away");
        }
    }
}
