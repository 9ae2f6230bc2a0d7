package org.packetboat.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.packetboat.testkit.imap.KnownMailbox;

/** Judges what {@link ModelClient}s did and were told, answer by answer: what may not be is an {@link AssertionError}. */
interface ModelJudge {
    /** What the answer to a STORE tells of messages. */
    enum Answers {
        /** The flags of each that is there. */
        ALL,
        /** Those of messages that were changed. */
        CHANGED,
        /** Nothing that was done here. */
        NONE
    }

    /** How a client came to hear of flags. */
    enum Told {
        /** In the answer to a command: they were so at some time while it ran. */
        ANSWERED,
        /** While it idled: they were so at some time. */
        PUSHED
    }

    /** A new message. */
    record Letter(String id, int flags) {}

    /** UIDs of new messages (RFC 4315 §3). */
    record Uids(long uidValidity, List<Long> uids) {}

    /**
     * A STORE, or a FETCH that sets {@code \Seen}.
     *
     * @param unchangedSince what it depends on (RFC 7162 §3.1.3)
     * @param results flags in its answer, by UID
     * @param modified UIDs that were left alone
     */
    record Store(
            String mailbox,
            Set<Long> uids,
            FlagChange change,
            OptionalLong unchangedSince,
            Answers answers,
            Map<Long, Integer> results,
            Set<Long> modified) {}

    /**
     * A COPY or MOVE.
     *
     * @param uidValidity of the target
     * @param copies where each message went; empty when the command was refused or nothing was there
     * @param ok whether all messages were still there, as the answer has it
     * @param whenGone what becomes of the others when some were not
     */
    record Transfer(
            String from,
            Set<Long> uids,
            String to,
            long uidValidity,
            Map<Long, Long> copies,
            boolean ok,
            WhenGone whenGone) {}

    /** What a COPY or MOVE does when a message of its set is not there any more. */
    enum WhenGone {
        /** By number: nothing is copied (RFC 2180 §4.4.1). */
        REFUSE,
        /** By UID, and all moves: the others go (RFC 9051 §6.4.9). */
        LEAVE_OUT
    }

    /**
     * EXPUNGE, UID EXPUNGE or CLOSE.
     *
     * @param among only these
     * @param known what the client knew to be there; nothing if it is not told
     * @param gone what it was told to be gone
     */
    record Sweep(String mailbox, Optional<Set<Long>> among, Set<Long> known, Set<Long> gone) {}

    /** One flag, or any message; and only with a MODSEQ of at least this. */
    record Criterion(int bit, boolean set, OptionalLong modSeq) {
        static final int ANY = -1;

        boolean fits(int flags) {
            return bit == ANY || (flags >> bit & 1) != 0 == set;
        }
    }

    /** The answer to a SEARCH, in UIDs; what was not asked for is empty. */
    record Found(
            Optional<List<Long>> all, OptionalLong min, OptionalLong max, OptionalLong count, OptionalLong modSeq) {}

    /** A message was answered with 250. */
    void accepted(String id) throws IOException;

    void appended(String mailbox, List<Letter> letters, Uids uids, Span span) throws IOException;

    void stored(Store store, Span span) throws IOException;

    void copied(Transfer transfer, Span span) throws IOException;

    void moved(Transfer transfer, Span span) throws IOException;

    void swept(Sweep sweep, Span span) throws IOException;

    /** @param modSeq 0 when it was not told */
    void told(String mailbox, long uid, int flags, long modSeq, Told how, Span span);

    /** Unless it is gone, a message is as the client has known it, by what it was not told. */
    void unchanged(String mailbox, long uid, int flags, Span span);

    void gone(String mailbox, long uid, Span span);

    /** The octets of a message, or its header field of identity and nothing else. */
    void read(String mailbox, long uid, byte[] octets);

    /** @param among the messages that the client knew to be there */
    void found(String mailbox, Criterion criterion, Set<Long> among, Found found, Span span);

    void status(String mailbox, Map<String, Long> items, Span span);

    /** A SELECT told these figures; 0 for what it did not. */
    void selected(String mailbox, int exists, KnownMailbox view, Span span);

    /** Nothing that happened until now is unknown to the client. */
    void complete(String mailbox, KnownMailbox view);

    /** Whether all that happened is known to the client, but for what arrived and was counted only. */
    boolean isUpToDate(String mailbox, KnownMailbox view);
}
