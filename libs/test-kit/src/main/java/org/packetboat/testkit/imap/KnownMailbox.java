package org.packetboat.testkit.imap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one client knows of the mailbox that it has selected, from nothing but what it was told, by sequence number. Whatever a server may not say
 * at that point, or what contradicts what it has said before, is an {@link AssertionError}.
 */
public final class KnownMailbox {
    /** How the client is told that messages are gone. */
    public enum Expunges {
        /** EXPUNGE. */
        BY_NUMBER,
        /** VANISHED, after ENABLE QRESYNC (RFC 7162 §3.2.3). */
        BY_UID
    }

    /** During what the client is told something. */
    public enum During {
        /** SELECT or EXAMINE. */
        SELECTING,
        /** FETCH, STORE or SEARCH by sequence number: these stay as they are (RFC 9051 §7.5.1, RFC 7162 §3.2.10.2). */
        NUMBERED,
        /** UID FETCH with {@code VANISHED} (RFC 7162 §3.2.6). */
        FETCHING_VANISHED,
        /** Any other command. */
        OTHER
    }

    /**
     * A message.
     *
     * @param uid 0 if the client does not know it
     * @param flags null if it does not know them
     * @param modSeq 0 if it does not know it
     */
    public record Message(long uid, @Nullable Set<String> flags, long modSeq) {
        static final Message UNKNOWN = new Message(0, null, 0);

        /**
         * The flags of a message that {@link #isKnown}.
         *
         * @throws NullPointerException for another one
         */
        public Set<String> knownFlags() {
            return Objects.requireNonNull(flags, () -> "flags of " + this);
        }

        /** Whether the client knows which message this is, and its flags. */
        public boolean isKnown() {
            return uid > 0 && flags != null;
        }
    }

    /** What a client keeps of a mailbox when it goes, to come back with it. */
    public record Memory(long uidValidity, long modSeq, TreeMap<Long, Message> messages) {}

    private final Expunges expunges;
    private final List<Message> messages = new ArrayList<>();
    /** The UIDs that were told to be gone. */
    private final Set<Long> gone = new HashSet<>();

    private TreeMap<Long, Message> remembered = new TreeMap<>();
    private boolean counted;
    private long uidValidity;
    private long uidNext;
    private long modSeq;
    private long highestSeen;
    private boolean corrected;

    /** Of a client that has told the server how it wants to hear of expunges. */
    public KnownMailbox(Expunges expunges) {
        this.expunges = expunges;
    }

    /** The messages that the client knows to be there, by sequence number. */
    public List<Message> messages() {
        return messages;
    }

    /** Number of messages. */
    public int exists() {
        return messages.size();
    }

    /** The MODSEQ with which it would come back (RFC 7162 §6). */
    public long modSeq() {
        return modSeq;
    }

    /** As SELECT told it. */
    public long uidValidity() {
        return uidValidity;
    }

    /** As SELECT told it. */
    public long uidNext() {
        return uidNext;
    }

    /** Sequence number of a message, 0 if the client does not know it. */
    public int numberOf(long uid) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).uid() == uid) {
                return i + 1;
            }
        }
        return 0;
    }

    /** What it keeps: up to the first message that it knows nothing of. */
    public Memory memory() {
        TreeMap<Long, Message> kept = new TreeMap<>();
        for (Message message : messages) {
            if (!message.isKnown()) {
                break;
            }
            kept.put(message.uid(), message);
        }
        return new Memory(uidValidity, modSeq, kept);
    }

    /** A SELECT or EXAMINE begins, without any memory. */
    public void select() {
        select(new Memory(0, 0, new TreeMap<>()));
    }

    /** A SELECT or EXAMINE with QRESYNC begins: what the server does not tell anew is as it was. */
    public void select(Memory memory) {
        messages.clear();
        remembered = new TreeMap<>(memory.messages());
        counted = false;
        modSeq = 0;
        highestSeen = 0;
        corrected = false;
    }

    /** The SELECT succeeded: the messages that were remembered and have not vanished are the first ones. */
    public void selected() {
        int number = 0;
        for (Message message : remembered.values()) {
            require(++number <= messages.size(), "%d of %d messages remembered", number, messages.size());
            Message told = messages.get(number - 1);
            require(
                    told.uid() == 0 || told.uid() == message.uid(),
                    "message %d has UID %d, and UID %d was remembered there",
                    number,
                    told.uid(),
                    message.uid());
            if (told.uid() == 0) {
                messages.set(number - 1, message);
            }
        }
        remembered.clear();
        requireAscending();
    }

    /** Takes one response; returns the message that it is about, as it is afterwards or, when it is gone, as it was. */
    public List<Message> hear(MailboxResponse data, During during) {
        return switch (data) {
            case MailboxResponse.Exists exists -> exists(exists.messages(), during);
            case MailboxResponse.Expunge expunge -> expunge(expunge.number(), during);
            case MailboxResponse.Vanished vanished -> vanished(vanished.uids(), during);
            case MailboxResponse.VanishedEarlier vanished -> vanishedEarlier(vanished.uids(), during);
            case MailboxResponse.Fetch fetch -> fetch(fetch);
            case MailboxResponse.Said said -> {
                code(said.code());
                yield List.of();
            }
            case MailboxResponse.Recent recent -> {
                require(recent.messages() <= messages.size(), "%s of %s", recent, messages.size());
                yield List.of();
            }
            case MailboxResponse.Search s -> List.of();
            case MailboxResponse.ExtendedSearch s -> List.of();
            case MailboxResponse.Status s -> List.of();
            case MailboxResponse.Other o -> List.of();
        };
    }

    /**
     * A command is done.
     *
     * @param status what stands behind its tag
     */
    public void completed(String status) {
        int open = status.indexOf('[');
        if (open >= 0) {
            code(MailboxResponse.code(status.substring(open)));
        }
        if (!corrected) {
            modSeq = Math.max(modSeq, highestSeen);
        }
        highestSeen = 0;
        corrected = false;
    }

    /** What the client concludes from a change of its own that it wanted no answer to. */
    public void assume(long uid, Set<String> flags) {
        int number = numberOf(uid);
        messages.set(
                number - 1, new Message(uid, flags, messages.get(number - 1).modSeq()));
    }

    private void code(String code) {
        ResponseText words = new ResponseText(code);
        switch (words.word()) {
            case "HIGHESTMODSEQ" -> {
                long told = Long.parseLong(words.word());
                require(told >= modSeq, "HIGHESTMODSEQ %d after %d", told, modSeq);
                modSeq = told;
                corrected = true;
            }
            case "UIDVALIDITY" -> uidValidity = Long.parseLong(words.word());
            case "UIDNEXT" -> uidNext = Long.parseLong(words.word());
            default -> {} // about something else
        }
    }

    private List<Message> exists(int count, During during) {
        boolean first = during == During.SELECTING && !counted;
        counted = true;
        require(first || count > messages.size(), "superfluous %d EXISTS after %d", count, messages.size());
        while (messages.size() < count) {
            messages.add(Message.UNKNOWN);
        }
        return List.of();
    }

    private List<Message> expunge(int number, During during) {
        require(expunges == Expunges.BY_NUMBER, "EXPUNGE after ENABLE QRESYNC");
        require(during == During.FETCHING_VANISHED || during == During.OTHER, "EXPUNGE during %s", during);
        require(number >= 1 && number <= messages.size(), "%d EXPUNGE of %d", number, messages.size());
        Message removed = messages.remove(number - 1);
        if (removed.uid() > 0) {
            gone.add(removed.uid());
        }
        return List.of(removed);
    }

    private List<Message> vanished(List<Long> uids, During during) {
        require(expunges == Expunges.BY_UID, "VANISHED without ENABLE QRESYNC");
        require(during == During.FETCHING_VANISHED || during == During.OTHER, "VANISHED during %s", during);
        List<Message> removed = new ArrayList<>();
        for (long uid : uids) {
            Message message = messages.remove(placeOf(uid));
            removed.add(message.uid() > 0 ? message : new Message(uid, null, 0));
            require(gone.add(uid), "UID %d vanished twice", uid);
        }
        return removed;
    }

    /** Where a message is, or one that may be it since the client does not know which ones are there. */
    private int placeOf(long uid) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).uid() == uid) {
                return i;
            }
        }
        int place = -1;
        for (int i = 0; i < messages.size() && messages.get(i).uid() < uid; i++) {
            place = messages.get(i).uid() == 0 ? i : -1;
        }
        require(place >= 0, "VANISHED %d, which was not there", uid);
        return place;
    }

    private List<Message> vanishedEarlier(List<Long> uids, During during) {
        require(expunges == Expunges.BY_UID, "VANISHED without ENABLE QRESYNC");
        require(
                during == During.SELECTING || during == During.FETCHING_VANISHED,
                "VANISHED (EARLIER) during %s",
                during);
        for (long uid : uids) {
            require(numberOf(uid) == 0, "VANISHED (EARLIER) %d, which the client counts", uid);
            remembered.remove(uid);
        }
        gone.addAll(uids);
        return List.of();
    }

    private List<Message> fetch(MailboxResponse.Fetch fetch) {
        int number = fetch.number();
        require(number >= 1 && number <= messages.size(), "%s of %d", fetch, messages.size());
        Message before = messages.get(number - 1);
        long uid = fetch.uid().orElse(before.uid());
        require(before.uid() == 0 || before.uid() == uid, "%s is UID %d", fetch, before.uid());
        require(uid == 0 || !gone.contains(uid), "%s, which was gone", fetch);
        long told = fetch.modSeq().orElse(before.modSeq());
        require(told >= before.modSeq(), "%s after MODSEQ %d", fetch, before.modSeq());
        highestSeen = Math.max(highestSeen, fetch.modSeq().orElse(0));
        Optional<Set<String>> flags = fetch.flags();
        boolean same = fetch.modSeq().isPresent() && told == before.modSeq() && before.flags() != null;
        require(!same || flags.isEmpty() || flags.get().equals(before.flags()), "%s after %s", fetch, before);
        Message after = new Message(uid, flags.orElse(before.flags()), told);
        messages.set(number - 1, after);
        if (uid != before.uid()) {
            requireAscending();
        }
        return List.of(after);
    }

    private void requireAscending() {
        long last = 0;
        for (Message message : messages) {
            if (message.uid() > 0) {
                require(message.uid() > last, "UID %d after %d", message.uid(), last);
                last = message.uid();
            }
        }
    }

    private static void require(boolean fulfilled, String otherwise, Object... values) {
        if (!fulfilled) {
            throw new AssertionError(String.format(otherwise, values));
        }
    }
}
