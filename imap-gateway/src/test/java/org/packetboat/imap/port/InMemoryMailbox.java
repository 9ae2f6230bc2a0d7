package org.packetboat.imap.port;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
import org.packetboat.mail.message.PartIndex;
import org.packetboat.mail.octets.Octets;

/** One mailbox in memory: messages, tombstones and counters. Its caller holds the lock of all of them and hands out MODSEQs and ids. */
final class InMemoryMailbox {
    private static final long FIRST_UID_VALIDITY = 1_700_000_000L;
    private static final int LONGEST_KEYWORD = 255;

    private final long id;
    private final long uidValidity;
    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private final TreeMap<Long, Message> tombstones = new TreeMap<>();
    private List<String> specialUses = List.of();
    private ListedMailbox.Kind kind = ListedMailbox.Kind.MAILBOX;
    private long uidNext = 1;
    private long recentFrom = 1;
    private long modSeq;
    private long logFrom;

    private static final class Message {
        final long uid;
        final StoredBody body;
        final BodyKey key;
        final long internalDateMillis;
        final long saveDateMillis;
        Flags flags;
        long modSeq;

        Message(long uid, BodyKey key, NewMessage message, long saveDateMillis, long modSeq) {
            this.uid = uid;
            this.key = key;
            this.body = message.body();
            this.saveDateMillis = saveDateMillis;
            this.internalDateMillis = message.internalDateMillis();
            this.flags = message.flags();
            this.modSeq = modSeq;
        }

        long size() {
            return body.getMetadata().getSize();
        }

        /** By the message that began it; that is all that the transcripts need. */
        UUID thread() {
            BodyMetadata metadata = body.getMetadata();
            String beginning = metadata.getReferencesCount() > 0 ? metadata.getReferences(0) : metadata.getMessageId();
            return beginning.isEmpty()
                    ? new UUID(key.high(), key.low())
                    : UUID.nameUUIDFromBytes(beginning.getBytes(StandardCharsets.UTF_8));
        }
    }

    InMemoryMailbox(long id, long modSeq) {
        this.id = id;
        this.uidValidity = FIRST_UID_VALIDITY + id;
        this.modSeq = modSeq;
    }

    long id() {
        return id;
    }

    long uidValidity() {
        return uidValidity;
    }

    ListedMailbox.Kind kind() {
        return kind;
    }

    void become(ListedMailbox.Kind kind, List<String> specialUses) {
        this.kind = kind;
        this.specialUses = List.copyOf(specialUses);
    }

    ListedMailbox listed(String name, boolean withStatus) {
        boolean told = withStatus && kind == ListedMailbox.Kind.MAILBOX;
        return new ListedMailbox(name, specialUses, kind, told ? Optional.of(status()) : Optional.empty());
    }

    long octets() {
        return messages.values().stream().mapToLong(Message::size).sum();
    }

    long messages() {
        return messages.size();
    }

    Delta.Point point() {
        return new Delta.Point(modSeq, uidNext);
    }

    MailboxStatus status() {
        return new MailboxStatus(
                id,
                uidValidity,
                point(),
                messages.size(),
                messages.values().stream().filter(m -> !isSeen(m)).count(),
                messages.values().stream().filter(InMemoryMailbox::isDeleted).count(),
                octets(),
                messages.values().stream()
                        .filter(InMemoryMailbox::isDeleted)
                        .mapToLong(Message::size)
                        .sum(),
                recentFrom,
                messages.tailMap(recentFrom).size());
    }

    private static boolean isDeleted(Message message) {
        return (message.flags.system() & SystemFlag.DELETED.bit()) != 0;
    }

    private static boolean isSeen(Message message) {
        return (message.flags.system() & SystemFlag.SEEN.bit()) != 0;
    }

    OpenedMailbox open(Claim claim, boolean hasInferiors) {
        MailboxStatus status = status();
        if (claim == Claim.CLAIM) {
            recentFrom = uidNext;
        }
        UidRanges.Builder uids = new UidRanges.Builder();
        messages.keySet().forEach(uids::add);
        long unseen = messages.values().stream()
                .filter(m -> !isSeen(m))
                .mapToLong(m -> m.uid)
                .findFirst()
                .orElse(0);
        TreeSet<String> keywords = new TreeSet<>();
        messages.values().forEach(m -> keywords.addAll(m.flags.keywords()));
        return new OpenedMailbox(status, uids.build(), unseen, List.copyOf(keywords), specialUses, hasInferiors);
    }

    /** All of them at one MODSEQ; their UIDs. */
    List<Long> append(List<NewMessage> added, Supplier<BodyKey> keys, long saveDateMillis, long newModSeq) {
        modSeq = newModSeq;
        List<Long> uids = new ArrayList<>();
        for (NewMessage message : added) {
            long uid = uidNext++;
            uids.add(uid);
            messages.put(uid, new Message(uid, keys.get(), message, saveDateMillis, modSeq));
        }
        return uids;
    }

    List<MessageRow> fetch(UidRanges uids, Collection<MetadataField> fields) {
        TreeMap<Long, MessageRow> rows = new TreeMap<>();
        tombstones.forEach((uid, m) -> rows.put(uid, row(m, MessageRow.Life.EXPUNGED, fields)));
        messages.forEach((uid, m) -> rows.put(uid, row(m, MessageRow.Life.PRESENT, fields)));
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
                fields.contains(MetadataField.PART_INDEX) ? PartIndex.decode(octets(all.getPartIndex())) : null,
                fields.contains(MetadataField.PREVIEW) ? all.getPreview() : null,
                fields.contains(MetadataField.THREAD_ID) ? message.thread() : null);
        return new MessageRow(
                message.uid,
                message.modSeq,
                message.flags,
                message.internalDateMillis,
                OptionalLong.of(message.saveDateMillis),
                all.getSize(),
                message.key,
                life,
                facts);
    }

    private static Octets octets(ByteString octets) {
        return Octets.of(octets.toByteArray());
    }

    /** All changes at one MODSEQ, which is asked for if there is any. */
    StoredFlags store(UidRanges uids, StoreMode mode, Flags flags, OptionalLong unchangedSince, LongSupplier modSeqs) {
        if (mode != StoreMode.REMOVE && flags.keywords().stream().anyMatch(k -> k.length() > LONGEST_KEYWORD)) {
            throw new RefusedException(Refusal.LIMIT_REACHED);
        }
        long before = modSeq;
        UidRanges.Builder modified = new UidRanges.Builder();
        List<StoredFlags.State> states = new ArrayList<>();
        long changed = 0;
        for (Message message : messages.values()) {
            if (!uids.contains(message.uid)) {
                continue;
            }
            long previous = message.modSeq;
            boolean held = previous > unchangedSince.orElse(Long.MAX_VALUE);
            if (held) {
                modified.add(message.uid);
            }
            Flags after = held ? message.flags : change(message.flags, mode, flags);
            if (!after.equals(message.flags)) {
                changed = changed == 0 ? modSeqs.getAsLong() : changed;
                message.flags = after;
                message.modSeq = changed;
                modSeq = changed;
            }
            states.add(new StoredFlags.State(message.uid, previous, message.modSeq, after));
        }
        return new StoredFlags(states, before, changed, modified.build());
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

    /** What copies of these are made of, by UID. */
    SortedMap<Long, NewMessage> copies(UidRanges uids) {
        TreeMap<Long, NewMessage> copies = new TreeMap<>();
        for (Message message : messages.values()) {
            if (uids.contains(message.uid)) {
                copies.put(message.uid, new NewMessage(message.body, message.flags, message.internalDateMillis));
            }
        }
        return copies;
    }

    /** Those with {@code \\Deleted}. */
    UidRanges marked(Optional<UidRanges> uids) {
        UidRanges.Builder marked = new UidRanges.Builder();
        for (Message message : messages.values()) {
            boolean deleted = (message.flags.system() & SystemFlag.DELETED.bit()) != 0;
            if (deleted && (uids.isEmpty() || uids.get().contains(message.uid))) {
                marked.add(message.uid);
            }
        }
        return marked.build();
    }

    /** These, marked or not, each at a MODSEQ of its own. */
    void remove(UidRanges uids, LongSupplier modSeqs) {
        for (Message message : List.copyOf(messages.values())) {
            if (uids.contains(message.uid)) {
                messages.remove(message.uid);
                modSeq = modSeqs.getAsLong();
                message.modSeq = modSeq;
                tombstones.put(message.uid, message);
            }
        }
    }

    /** The log of expunges up to this MODSEQ is forgotten. */
    void forgetExpunges(long upTo) {
        logFrom = upTo;
        tombstones.values().removeIf(m -> m.modSeq <= upTo);
    }

    ChangedUids changedSince(long since, long first, long last) {
        UidRanges.Builder changed = new UidRanges.Builder();
        messages.subMap(first, true, last, true).values().stream()
                .filter(m -> m.modSeq > since)
                .forEach(m -> changed.add(m.uid));
        UidRanges.Builder expunged = new UidRanges.Builder();
        tombstones.subMap(first, true, last, true).values().stream()
                .filter(m -> m.modSeq > since)
                .forEach(m -> expunged.add(m.uid));
        return new ChangedUids(
                changed.build(),
                expunged.build(),
                logFrom > since ? ChangedUids.Log.SHORTER : ChangedUids.Log.COMPLETE);
    }

    long highestModSeq(UidRanges uids) {
        return messages.values().stream()
                .filter(m -> uids.contains(m.uid))
                .mapToLong(m -> m.modSeq)
                .max()
                .orElse(0);
    }

    Delta changes(Delta.Point since, Claim claim) {
        List<Delta.State> states = new ArrayList<>();
        for (Message message : messages.values()) {
            if (message.uid >= since.uidNext() || message.modSeq > since.modSeq()) {
                states.add(new Delta.State(message.uid, message.modSeq, message.flags));
            }
        }
        UidRanges.Builder gone = new UidRanges.Builder();
        for (Message message : tombstones.values()) {
            if (message.modSeq > since.modSeq() && message.uid < since.uidNext()) {
                gone.add(message.uid);
            }
        }
        UidRanges claimed = UidRanges.EMPTY;
        if (claim == Claim.CLAIM && recentFrom < uidNext) {
            claimed = UidRanges.of(recentFrom, uidNext - 1);
            recentFrom = uidNext;
        }
        return new Delta(since, point(), states, gone.build(), claimed);
    }

    UidRanges search(SearchKey key, Instant now, UidRanges among) {
        UidRanges.Builder found = new UidRanges.Builder();
        for (Message message : messages.values()) {
            if (among.contains(message.uid)
                    && new KeyMatch(
                                    now,
                                    message.modSeq,
                                    message.flags,
                                    message.internalDateMillis,
                                    message.saveDateMillis,
                                    message.key,
                                    message.thread(),
                                    message.body)
                            .fits(key)) {
                found.add(message.uid);
            }
        }
        return found.build();
    }
}
