package org.packetboat.imap.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.packetboat.imap.codec.MessageSet;
import org.packetboat.imap.codec.NumberRanges;
import org.packetboat.imap.codec.NumberSet;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.Recency;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.SelectParameter;
import org.packetboat.mail.failure.SyntaxException;

/**
 * A selected mailbox as its client knows it, and how that differs from the truth: sequence numbers are the places in {@code told}, and
 * what is {@code gone} keeps its place until the client hears of it. New messages are told at once, expunged ones only when sequence numbers
 * may change (RFC 3501 §7.4.1). Pure; one thread at a time.
 *
 * <p>A session's own STOREs are in the answer to its next question as well; they are recognised by their MODSEQ, which is one
 * transaction's alone, and not told twice.
 */
public final class MailboxView {
    private static final long[] NONE = {};

    private UidRanges told;
    private UidRanges gone = UidRanges.EMPTY;
    private UidRanges recent;
    private UidRanges saved = UidRanges.EMPTY;
    private Delta.Point known;
    private long settled;
    private long[] own = NONE;

    /** This session changed something after a change that it has not heard of; a hint of its own may hide the one that told of that. */
    private boolean ahead;

    /** @param recent those of {@code uids} that are {@code \Recent} in this session */
    public MailboxView(UidRanges uids, UidRanges recent, Delta.Point known) {
        told = uids;
        this.recent = recent;
        this.known = known;
        settled = known.modSeq();
    }

    /** Number of messages that the client knows of. */
    public int exists() {
        return told.size();
    }

    /** How many of them are {@code \Recent}. */
    public int recentCount() {
        return recent.size();
    }

    /** The UIDs that the client knows of. */
    public UidRanges told() {
        return told;
    }

    /** UIDs that are {@code \Recent} in this session. */
    public UidRanges recent() {
        return recent;
    }

    /** From where to ask what changed. */
    public Delta.Point known() {
        return known;
    }

    /** MODSEQ up to which the client has been told of everything; a client that comes back with it misses nothing (RFC 7162 §6). */
    public long settled() {
        return settled;
    }

    /** Sequence number of a message, 0 if the client does not know of it. */
    public int sequenceOf(long uid) {
        return told.sequenceOf(uid);
    }

    /** Whether a message is {@code \Recent} in this session. */
    public Recency recency(long uid) {
        return !recent.isEmpty() && recent.contains(uid) ? Recency.RECENT : Recency.OLD;
    }

    /** Whether EXPUNGE responses are due. */
    public boolean hasUntoldExpunges() {
        return !gone.isEmpty();
    }

    /**
     * The UIDs that a command names.
     *
     * @throws SyntaxException for a sequence number that does not exist; leniency "1:* of nothing": in an empty mailbox a range up to
     *     {@code *} names no message, as UID ranges do
     */
    public UidRanges resolve(MessageSet messages) {
        return switch (messages) {
            case MessageSet.BySequence s -> bySequence(s.numbers());
            case MessageSet.ByUid u -> told.isEmpty() ? UidRanges.EMPTY : byUid(u.numbers());
            case MessageSet.SavedResult s -> saved;
        };
    }

    /**
     * Keeps messages for {@code $} (RFC 5182 §2.1); they leave it when the client is told that they are expunged.
     *
     * @param found among those that the client knows of
     */
    public void save(UidRanges found) {
        saved = found.size() == told.size() ? told : found;
    }

    /** Numbers of messages that the client knows of, made while they are read; the view must not change meanwhile. */
    public NumberRanges numbers(UidRanges uids, Numbering numbering) {
        return switch (numbering) {
            case UID -> uids::forEachRange;
            case SEQUENCE -> receiver -> sequences(uids, receiver);
        };
    }

    private void sequences(UidRanges uids, NumberRanges.Receiver receiver) throws InterruptedException {
        long first = 0;
        long last = 0;
        for (int i = 0; i < uids.rangeCount(); i++) {
            long from = told.sequenceOf(uids.first(i));
            if (first > 0 && from > last + 1) {
                receiver.range(first, last);
                first = 0;
            }
            first = first == 0 ? from : first;
            last = from + uids.last(i) - uids.first(i);
        }
        if (first > 0) {
            receiver.range(first, last);
        }
    }

    /** The UIDs of a set that are there or ever were, whether or not the client knows of them; {@code *} is the last one given out. */
    public UidRanges named(NumberSet numbers) {
        long last = known.uidNext() - 1;
        UidRanges.Builder named = new UidRanges.Builder();
        if (last > 0) {
            long[] bounds = numbers.resolve(last);
            for (int i = 0; i < bounds.length && bounds[i] <= last; i += 2) {
                named.addRange(bounds[i], Math.min(last, bounds[i + 1]));
            }
        }
        return named.build();
    }

    /** The same for the set of a command by UID. */
    public UidRanges everNamed(MessageSet messages) {
        return messages instanceof MessageSet.ByUid byUid ? named(byUid.numbers()) : resolve(messages);
    }

    /** All UIDs that are there or ever were. */
    public UidRanges everNamed() {
        return named(NumberSet.of(1, NumberSet.LARGEST));
    }

    private UidRanges byUid(NumberSet numbers) {
        long highest = told.highest();
        long[] bounds = numbers.resolve(highest);
        UidRanges.Builder wanted = new UidRanges.Builder();
        for (int i = 0; i < bounds.length && bounds[i] <= highest; i += 2) {
            wanted.addRange(bounds[i], Math.min(highest, bounds[i + 1]));
        }
        return wanted.build().intersect(told);
    }

    private UidRanges bySequence(NumberSet numbers) {
        if (told.isEmpty()) {
            if (numbers.reachesLargestOnly()) {
                return UidRanges.EMPTY;
            }
            throw new SyntaxException(0, "message sequence numbers that exist");
        }
        long[] bounds = numbers.resolve(told.size());
        if (bounds[bounds.length - 1] > told.size()) {
            throw new SyntaxException(0, "message sequence numbers that exist");
        }
        if (bounds.length == 2) {
            return told.slice((int) bounds[0], (int) bounds[1]);
        }
        UidRanges.Builder uids = new UidRanges.Builder();
        for (int i = 0; i < bounds.length; i += 2) {
            told.slice((int) bounds[i], (int) bounds[i + 1], uids);
        }
        return uids.build();
    }

    /**
     * A STORE of this session took place, and the client has been answered.
     *
     * @param before the mailbox's MODSEQ just before it: nothing lies between when that is known
     * @param modSeq of the change; 0 when it changed nothing
     */
    public void stored(long before, long modSeq) {
        if (modSeq <= known.modSeq()) {
            return;
        }
        if (before == known.modSeq()) {
            known = new Delta.Point(modSeq, known.uidNext());
            settle();
        } else if (!isOwn(modSeq)) {
            own = Arrays.copyOf(own, own.length + 1);
            own[own.length - 1] = modSeq;
            ahead = true;
        }
    }

    /** Whether this session went ahead of what it has heard. */
    public boolean shouldAsk() {
        return ahead;
    }

    private void settle() {
        if (gone.isEmpty()) {
            settled = known.modSeq();
        }
    }

    /** Whether there may be something at this point that the view has not heard of. */
    public boolean isBehind(Delta.Point point) {
        return point.uidNext() > known.uidNext() || isNews(point.modSeq());
    }

    /** Whether this answer can be used: asked from here or earlier, and not older than what this session did itself. */
    public boolean accepts(Delta delta) {
        return delta.since().modSeq() <= known.modSeq()
                && delta.since().uidNext() <= known.uidNext()
                && delta.now().modSeq() >= known.modSeq()
                && delta.now().uidNext() >= known.uidNext()
                && (own.length == 0 || own[own.length - 1] <= delta.now().modSeq());
    }

    /** Messages of this mailbox were expunged; the client hears of it by {@link #tellExpunges} or with the next update. */
    public void expunged(UidRanges uids) {
        gone = gone.union(uids.intersect(told));
    }

    /**
     * This session has expunged messages, see {@link #expunged(UidRanges)}.
     *
     * @param before the mailbox's MODSEQ just before that
     * @param modSeq of the mailbox since
     */
    public void expunged(UidRanges uids, long before, long modSeq) {
        expunged(uids);
        if (uids.isEmpty()) {
            return;
        }
        if (before == known.modSeq()) {
            known = new Delta.Point(modSeq, known.uidNext());
        } else {
            ahead = true;
        }
    }

    /** Takes an answer that it {@link #accepts} and returns what the client is to be told, in order. */
    public List<Response> update(Delta delta, ExpungeTelling telling) {
        List<Response> responses = new ArrayList<>();
        expunged(delta.expunged());
        expunged(missing(delta));
        if (telling == ExpungeTelling.TOLD) {
            tellExpunges(responses);
        }
        arrivals(delta, responses);
        for (Delta.State state : delta.states()) {
            int sequence = state.uid() < known.uidNext() && isNews(state.modSeq()) ? told.sequenceOf(state.uid()) : 0;
            if (sequence > 0) {
                responses.add(new Response.FlagUpdate(
                        sequence,
                        state.uid(),
                        Numbering.SEQUENCE,
                        state.flags(),
                        recency(state.uid()),
                        state.modSeq()));
            }
        }
        known = new Delta.Point(
                Math.max(known.modSeq(), delta.now().modSeq()),
                Math.max(known.uidNext(), delta.now().uidNext()));
        long seen = known.modSeq();
        own = own.length == 0 ? own : Arrays.stream(own).filter(m -> m > seen).toArray();
        ahead = false;
        settle();
        return responses;
    }

    /**
     * An answer lists every message that is there from the UIDNEXT on from which was asked, and expunged ones only below it. Where a question
     * was asked from further back than here (it is shared), what the list lacks of what the client knows is gone.
     */
    private UidRanges missing(Delta delta) {
        long from = delta.since().uidNext();
        if (from > told.highest()) {
            return UidRanges.EMPTY;
        }
        UidRanges.Builder listed = new UidRanges.Builder();
        for (Delta.State state : delta.states()) {
            if (state.uid() >= from) {
                listed.add(state.uid());
            }
        }
        return told.intersect(UidRanges.of(from, told.highest())).without(listed.build());
    }

    /** Whether a change with this MODSEQ is one that the client has not been told of. */
    public boolean isNews(long modSeq) {
        return modSeq > known.modSeq() && !isOwn(modSeq);
    }

    private void arrivals(Delta delta, List<Response> responses) {
        UidRanges.Builder builder = new UidRanges.Builder();
        for (Delta.State state : delta.states()) {
            if (state.uid() >= known.uidNext()) {
                builder.add(state.uid());
            }
        }
        UidRanges arrived = builder.build().without(told);
        if (arrived.isEmpty()) {
            return;
        }
        told = told.union(arrived);
        responses.add(new Response.Exists(told.size()));
        UidRanges claimed = delta.claimed().intersect(arrived);
        if (!claimed.isEmpty()) {
            recent = recent.union(claimed);
            responses.add(new Response.Recent(recent.size()));
        }
    }

    /** EXPUNGE responses that are due, ascending; from here on the sequence numbers are the new ones. */
    public List<Response> tellExpunges() {
        List<Response> responses = new ArrayList<>();
        tellExpunges(responses);
        return responses;
    }

    private void tellExpunges(List<Response> responses) {
        if (gone.isEmpty()) {
            return;
        }
        UidRanges going = gone;
        List<Response.Run> runs = new ArrayList<>(going.rangeCount());
        long removed = 0;
        for (int i = 0; i < going.rangeCount(); i++) {
            long messages = going.last(i) - going.first(i) + 1;
            runs.add(new Response.Run(told.sequenceOf(going.first(i)) - removed, messages));
            removed += messages;
        }
        responses.add(new Response.Expunged(runs, NumberSet.of(going.bounds())));
        told = told.without(going);
        recent = recent.without(going);
        saved = saved.without(going);
        gone = UidRanges.EMPTY;
        settle();
    }

    /**
     * The lowest UID from which on a client may not know what was expunged (RFC 7162 §3.2.5.2): where a number and a UID belong together as they
     * did, everything below is as it was.
     */
    public long firstUnsure(SelectParameter.SequenceMatch match) {
        NumberSet sequence = match.sequence();
        NumberSet uids = match.uids();
        long sure = 0;
        int i = 0;
        int j = 0;
        long number = sequence.first(0);
        long uid = uids.first(0);
        while (i < sequence.ranges()) {
            long length = Math.min(sequence.last(i) - number, uids.last(j) - uid) + 1;
            sure = Math.max(sure, lastMatch(number, uid, length));
            number += length;
            uid += length;
            if (number > sequence.last(i) && ++i < sequence.ranges()) {
                number = sequence.first(i);
            }
            if (uid > uids.last(j) && ++j < uids.ranges()) {
                uid = uids.first(j);
            }
        }
        return sure + 1;
    }

    /** The last UID of a run that has the number it had, 0 if none has: what is before UIDs at these numbers only grows along the run. */
    private long lastMatch(long number, long uid, long length) {
        long low = 0;
        long high = Math.min(length, told.size() - number + 1) - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            if (told.uidAt((int) (number + middle)) <= uid + middle) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= 0 && told.uidAt((int) (number + high)) == uid + high ? uid + high : 0;
    }

    private boolean isOwn(long modSeq) {
        for (long one : own) {
            if (one == modSeq) {
                return true;
            }
        }
        return false;
    }
}
