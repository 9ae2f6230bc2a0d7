package org.packetboat.imap.port;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.packetboat.blob.BodyKey;
import org.packetboat.contracts.body.BodyMetadata;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.SearchKey;
import org.packetboat.imap.codec.StoreMode;
import org.packetboat.imap.codec.SystemFlag;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.message.PartIndex;
import org.packetboat.mail.octets.Octets;

/** The mailbox service in memory: one snapshot at a time, a log of what was expunged, hints to listeners. Can be told to be away. */
public final class InMemoryMailboxes implements MailboxClient, ChangeHints {
    private static final long FIRST_UID_VALIDITY = 1_700_000_000L;

    private final Map<String, Long> accounts = new HashMap<>();
    private final Map<Long, TreeMap<String, Box>> boxes = new HashMap<>();
    private final Map<Long, TreeSet<String>> subscriptions = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private long lastId;
    private long modSeq = 1000;
    private volatile boolean away;
    private volatile boolean silentAboutChanges;

    private static final class Box {
        final long id;
        final long uidValidity;
        String specialUse = "";
        boolean nameOnly;
        final TreeMap<Long, Message> messages = new TreeMap<>();
        final TreeMap<Long, Message> tombstones = new TreeMap<>();
        long uidNext = 1;
        long recentFrom = 1;
        long modSeq;

        Box(long id, long modSeq) {
            this.id = id;
            this.uidValidity = FIRST_UID_VALIDITY + id;
            this.modSeq = modSeq;
        }

        Delta.Point point() {
            return new Delta.Point(modSeq, uidNext);
        }
    }

    private static final class Message {
        final long uid;
        final StoredBody body;
        final BodyKey key;
        final long internalDateMillis;
        Flags flags;
        long modSeq;

        Message(long uid, BodyKey key, NewMessage message, long modSeq) {
            this.uid = uid;
            this.key = key;
            this.body = message.body();
            this.internalDateMillis = message.internalDateMillis();
            this.flags = message.flags();
            this.modSeq = modSeq;
        }
    }

    /** Makes an account whose password is {@code secret}, with an INBOX. */
    public synchronized void addAccount(String address) {
        long id = ++lastId;
        accounts.put(address, id);
        boxes.put(id, new TreeMap<>());
        subscriptions.put(id, new TreeSet<>());
        make(id, "INBOX", "");
    }

    /** From now on every call fails, or no longer. */
    public void setAway(boolean away) {
        this.away = away;
    }

    /** From now on questions about changes fail, or no longer. */
    public void setSilentAboutChanges(boolean silent) {
        this.silentAboutChanges = silent;
    }

    @Override
    public synchronized Account authenticate(String login, String password, String clientAddress) {
        check();
        Long id = accounts.get(login);
        if (id == null || !password.equals("secret")) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
        return new Account(id, login);
    }

    @Override
    public synchronized MailboxList list(long accountId) {
        check();
        List<ListedMailbox> listed = new ArrayList<>();
        all(accountId)
                .forEach((name, box) -> listed.add(new ListedMailbox(
                        name,
                        box.specialUse,
                        box.nameOnly ? ListedMailbox.Kind.NAME_ONLY : ListedMailbox.Kind.MAILBOX)));
        return new MailboxList(listed, List.copyOf(subscribed(accountId)));
    }

    @Override
    public synchronized void create(long accountId, String name, String specialUse) {
        check();
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (plain.isEmpty()) {
            throw new RefusedException(Refusal.INVALID_MAILBOX_NAME);
        }
        Box existing = all(accountId).get(plain);
        if (existing != null && !existing.nameOnly) {
            throw new RefusedException(Refusal.MAILBOX_EXISTS);
        }
        for (int i = plain.indexOf('/'); i > 0; i = plain.indexOf('/', i + 1)) {
            all(accountId).computeIfAbsent(plain.substring(0, i), n -> new Box(++lastId, ++modSeq));
        }
        make(accountId, plain, specialUse);
    }

    private void make(long accountId, String name, String specialUse) {
        Box box = all(accountId).computeIfAbsent(name, n -> new Box(++lastId, ++modSeq));
        box.specialUse = specialUse;
        box.nameOnly = false;
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
        if (name.equals("INBOX")) {
            throw new RefusedException(Refusal.NOT_PERMITTED);
        }
        TreeMap<String, Box> all = all(accountId);
        Box box = all.get(name);
        if (box == null) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        String next = all.higherKey(name + "/");
        boolean hasInferiors = next != null && next.startsWith(name + "/");
        if (box.nameOnly && hasInferiors) {
            throw new RefusedException(Refusal.MAILBOX_HAS_INFERIORS);
        }
        all.remove(name);
        if (hasInferiors) {
            Box left = new Box(++lastId, ++modSeq);
            left.nameOnly = true;
            all.put(name, left);
        }
        return box.id;
    }

    @Override
    public synchronized void rename(long accountId, String from, String to) {
        check();
        TreeMap<String, Box> all = all(accountId);
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
            make(accountId, "INBOX", "");
        }
    }

    @Override
    public synchronized void subscribe(long accountId, String name) {
        check();
        subscribed(accountId).add(name);
    }

    @Override
    public synchronized void unsubscribe(long accountId, String name) {
        check();
        subscribed(accountId).remove(name);
    }

    @Override
    public synchronized MailboxStatus status(long accountId, String name) {
        check();
        return status(box(accountId, name));
    }

    private static MailboxStatus status(Box box) {
        return new MailboxStatus(
                box.id,
                box.uidValidity,
                box.point(),
                box.messages.size(),
                box.messages.values().stream().filter(m -> !isSeen(m)).count(),
                box.recentFrom,
                box.messages.tailMap(box.recentFrom).size());
    }

    private static boolean isSeen(Message message) {
        return (message.flags.system() & SystemFlag.SEEN.bit()) != 0;
    }

    @Override
    public synchronized OpenedMailbox open(long accountId, String name, Claim claim) {
        check();
        Box box = box(accountId, name);
        MailboxStatus status = status(box);
        if (claim == Claim.CLAIM) {
            box.recentFrom = box.uidNext;
        }
        UidRanges.Builder uids = new UidRanges.Builder();
        box.messages.keySet().forEach(uids::add);
        long unseen = box.messages.values().stream()
                .filter(m -> !isSeen(m))
                .mapToLong(m -> m.uid)
                .findFirst()
                .orElse(0);
        TreeSet<String> keywords = new TreeSet<>();
        box.messages.values().forEach(m -> keywords.addAll(m.flags.keywords()));
        return new OpenedMailbox(status, uids.build(), unseen, List.copyOf(keywords));
    }

    @Override
    public AppendedUids append(long accountId, String name, List<NewMessage> messages) {
        Box box;
        List<Long> uids = new ArrayList<>();
        synchronized (this) {
            check();
            box = box(accountId, name);
            box.modSeq = ++modSeq;
            for (NewMessage message : messages) {
                long uid = box.uidNext++;
                uids.add(uid);
                box.messages.put(uid, new Message(uid, new BodyKey(accountId, 7, ++lastId), message, box.modSeq));
            }
        }
        hint(accountId, box);
        return new AppendedUids(box.uidValidity, uids);
    }

    @Override
    public synchronized List<MessageRow> fetch(MailboxKey mailbox, UidRanges uids, Collection<MetadataField> fields) {
        check();
        Box box = box(mailbox);
        TreeMap<Long, MessageRow> rows = new TreeMap<>();
        box.tombstones.forEach((uid, m) -> rows.put(uid, row(m, MessageRow.Life.EXPUNGED, fields)));
        box.messages.forEach((uid, m) -> rows.put(uid, row(m, MessageRow.Life.PRESENT, fields)));
        rows.keySet().removeIf(uid -> !uids.contains(uid));
        return List.copyOf(rows.values());
    }

    private static MessageRow row(Message message, MessageRow.Life life, Collection<MetadataField> fields) {
        BodyMetadata all = message.body.getMetadata();
        BodyFacts facts = new BodyFacts(
                fields.contains(MetadataField.BLOB) ? message.body.getBlob() : null,
                fields.contains(MetadataField.HEADER) ? octets(all.getHeader()) : null,
                fields.contains(MetadataField.ENVELOPE) ? octets(all.getEnvelope()) : null,
                fields.contains(MetadataField.BODY_STRUCTURE) ? octets(all.getBodyStructure()) : null,
                fields.contains(MetadataField.BODY) ? octets(all.getBody()) : null,
                fields.contains(MetadataField.PART_INDEX) ? PartIndex.decode(octets(all.getPartIndex())) : null);
        return new MessageRow(
                message.uid, message.flags, message.internalDateMillis, all.getSize(), message.key, life, facts);
    }

    private static Octets octets(ByteString octets) {
        return Octets.of(octets.toByteArray());
    }

    @Override
    public StoredFlags store(MailboxKey mailbox, UidRanges uids, StoreMode mode, Flags flags) {
        Box box;
        List<StoredFlags.State> states = new ArrayList<>();
        long changed = 0;
        synchronized (this) {
            check();
            box = box(mailbox);
            for (Message message : box.messages.values()) {
                if (!uids.contains(message.uid)) {
                    continue;
                }
                long previous = message.modSeq;
                Flags after = change(message.flags, mode, flags);
                if (!after.equals(message.flags)) {
                    changed = changed == 0 ? ++modSeq : changed;
                    message.flags = after;
                    message.modSeq = changed;
                    box.modSeq = changed;
                }
                states.add(new StoredFlags.State(message.uid, previous, after));
            }
        }
        if (changed > 0) {
            hint(mailbox.accountId(), box);
        }
        return new StoredFlags(states, changed);
    }

    private static Flags change(Flags before, StoreMode mode, Flags flags) {
        LinkedHashMap<String, Boolean> keywords = new LinkedHashMap<>();
        if (mode != StoreMode.REPLACE) {
            before.keywords().forEach(k -> keywords.put(k, true));
        }
        flags.keywords().forEach(k -> keywords.put(k, mode != StoreMode.REMOVE));
        keywords.values().removeIf(kept -> !kept);
        int system = switch (mode) {
            case REPLACE -> flags.system();
            case ADD -> before.system() | flags.system();
            case REMOVE -> before.system() & ~flags.system();
        };
        return new Flags(system, List.copyOf(keywords.keySet()));
    }

    @Override
    public CopiedUids copy(MailboxKey mailbox, UidRanges uids, String target) {
        List<Long> source = new ArrayList<>();
        List<NewMessage> copies = new ArrayList<>();
        synchronized (this) {
            check();
            box(mailbox.accountId(), target);
            for (Message message : box(mailbox).messages.values()) {
                if (uids.contains(message.uid)) {
                    source.add(message.uid);
                    copies.add(new NewMessage(message.body, message.flags, message.internalDateMillis));
                }
            }
        }
        AppendedUids appended = append(mailbox.accountId(), target, copies);
        return new CopiedUids(appended.uidValidity(), source, appended.uids());
    }

    @Override
    public ExpungedUids expunge(MailboxKey mailbox, Optional<UidRanges> uids) {
        Box box;
        UidRanges.Builder gone = new UidRanges.Builder();
        synchronized (this) {
            check();
            box = box(mailbox);
            for (Message message : List.copyOf(box.messages.values())) {
                boolean deleted = (message.flags.system() & SystemFlag.DELETED.bit()) != 0;
                if (deleted && (uids.isEmpty() || uids.get().contains(message.uid))) {
                    gone.add(message.uid);
                    box.messages.remove(message.uid);
                    box.modSeq = ++modSeq;
                    message.modSeq = modSeq;
                    box.tombstones.put(message.uid, message);
                }
            }
        }
        hint(mailbox.accountId(), box);
        return new ExpungedUids(gone.build(), ExpungedUids.Rest.NONE);
    }

    @Override
    public synchronized Delta changes(MailboxKey mailbox, Delta.Point since, Claim claim) {
        check();
        if (silentAboutChanges) {
            throw new UnavailableException("told to be silent");
        }
        Box box = box(mailbox);
        List<Delta.State> states = new ArrayList<>();
        for (Message message : box.messages.values()) {
            if (message.uid >= since.uidNext() || message.modSeq > since.modSeq()) {
                states.add(new Delta.State(message.uid, message.modSeq, message.flags));
            }
        }
        UidRanges.Builder gone = new UidRanges.Builder();
        for (Message message : box.tombstones.values()) {
            if (message.modSeq > since.modSeq() && message.uid < since.uidNext()) {
                gone.add(message.uid);
            }
        }
        UidRanges claimed = UidRanges.EMPTY;
        if (claim == Claim.CLAIM && box.recentFrom < box.uidNext) {
            claimed = UidRanges.of(box.recentFrom, box.uidNext - 1);
            box.recentFrom = box.uidNext;
        }
        return new Delta(since, box.point(), states, gone.build(), claimed);
    }

    @Override
    public synchronized UidRanges search(
            MailboxKey mailbox, SearchKey key, SessionUids uids, Optional<UidRanges> among) {
        check();
        UidRanges.Builder found = new UidRanges.Builder();
        for (Message message : box(mailbox).messages.values()) {
            boolean wanted = among.isEmpty() || among.get().contains(message.uid);
            if (wanted
                    && new KeyMatch(uids, message.uid, message.flags, message.internalDateMillis, message.body)
                            .fits(key)) {
                found.add(message.uid);
            }
        }
        return found.build();
    }

    @Override
    public void start(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        listeners.clear();
    }

    private void hint(long accountId, Box box) {
        listeners.forEach(listener -> listener.changed(new MailboxKey(accountId, box.id), box.point()));
    }

    private TreeMap<String, Box> all(long accountId) {
        return Objects.requireNonNull(boxes.get(accountId));
    }

    private TreeSet<String> subscribed(long accountId) {
        return Objects.requireNonNull(subscriptions.get(accountId));
    }

    private Box box(long accountId, String name) {
        Box box = all(accountId).get(name);
        if (box == null) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        if (box.nameOnly) {
            throw new RefusedException(Refusal.MAILBOX_NOT_SELECTABLE);
        }
        return box;
    }

    private Box box(MailboxKey mailbox) {
        return all(mailbox.accountId()).values().stream()
                .filter(box -> box.id == mailbox.mailboxId())
                .findFirst()
                .orElseThrow(() -> new RefusedException(Refusal.NO_SUCH_MAILBOX));
    }

    private void check() {
        if (away) {
            throw new UnavailableException("told to be away");
        }
    }
}
