package org.packetboat.imap.codec;

import java.util.List;
import java.util.function.Predicate;

/** The keys of SEARCH (RFC 3501 §6.4.4). Keys that only abbreviate others (NEW, OLD, UNSEEN ...) are parsed into what they stand for. */
public sealed interface SearchKey {
    /** Every message. */
    record All() implements SearchKey {}

    /** All of these. */
    record And(List<SearchKey> keys) implements SearchKey {
        /** Copies the list. */
        public And {
            keys = List.copyOf(keys);
        }
    }

    /** Either. */
    record Or(SearchKey left, SearchKey right) implements SearchKey {}

    /** The rest. */
    record Not(SearchKey key) implements SearchKey {}

    /** Sequence numbers or UIDs. */
    record Numbers(MessageSet messages) implements SearchKey {}

    /** A system flag that is set. */
    record HasFlag(SystemFlag flag) implements SearchKey {}

    /** {@code KEYWORD}. */
    record HasKeyword(String keyword) implements SearchKey {}

    /** {@code RECENT}: as this session sees it. */
    record Recent() implements SearchKey {}

    /** Internal date or date of the Date: field against a day (days since 1970-01-01). */
    record Dated(DateField field, DateOrder order, long day) implements SearchKey {}

    /** {@code OLDER} and {@code YOUNGER}: internal date against so many seconds ago (RFC 5032 §2). */
    record Within(Age age, long seconds) implements SearchKey {}
    /** {@code MODSEQ}: this one or a higher one (RFC 7162 §3.1.5); for which flag is not asked, since there is one for all. */
    record ModSeq(long modSeq) implements SearchKey {}

    /** {@code LARGER}: more octets than this. */
    record Larger(long octets) implements SearchKey {}

    /** {@code SMALLER}: fewer octets than this. */
    record Smaller(long octets) implements SearchKey {}

    /** A header field that contains the text, or exists if the text is empty; SUBJECT, FROM, TO, CC and BCC too. */
    record Header(String name, String value) implements SearchKey {}

    /** {@code EMAILID}: messages with this content (RFC 8474 §5.3). */
    record EmailId(String objectId) implements SearchKey {}

    /** {@code THREADID}: messages of this conversation (RFC 8474 §5.3). */
    record ThreadId(String objectId) implements SearchKey {}

    /** {@code BODY}: text in the body. */
    record Body(String value) implements SearchKey {}

    /** {@code TEXT}: text in header or body. */
    record Text(String value) implements SearchKey {}

    /** Which side of a point in time. */
    enum Age {
        /** Then or earlier. */
        OLDER,
        /** Then or later. */
        YOUNGER
    }

    /** Whether MODSEQs are asked about, so that the answer tells the highest one. */
    default boolean asksModSeq() {
        return any(ModSeq.class::isInstance);
    }

    /** Whether messages are named by sequence numbers, which must not move while the command is in progress. */
    default boolean namesSequenceNumbers() {
        return any(key -> key instanceof Numbers numbers && numbers.messages() instanceof MessageSet.BySequence);
    }

    /** Whether it is such a key or is made of one. */
    private boolean any(Predicate<SearchKey> such) {
        return switch (this) {
            case And k -> k.keys().stream().anyMatch(key -> key.any(such));
            case Or k -> k.left().any(such) || k.right().any(such);
            case Not k -> k.key().any(such);
            case All k -> such.test(k);
            case Numbers k -> such.test(k);
            case HasFlag k -> such.test(k);
            case HasKeyword k -> such.test(k);
            case Recent k -> such.test(k);
            case Dated k -> such.test(k);
            case Within k -> such.test(k);
            case ModSeq k -> such.test(k);
            case Larger k -> such.test(k);
            case Smaller k -> such.test(k);
            case Header k -> such.test(k);
            case EmailId k -> such.test(k);
            case ThreadId k -> such.test(k);
            case Body k -> such.test(k);
            case Text k -> such.test(k);
        };
    }

    /** Which date. */
    enum DateField {
        /** The internal date. */
        INTERNAL,
        /** The Date: field. */
        SENT,
        /** When it came into this mailbox (RFC 8514). */
        SAVED
    }

    /** How it compares. */
    enum DateOrder {
        /** Earlier than the day. */
        BEFORE,
        /** On the day. */
        ON,
        /** On the day or later. */
        SINCE
    }
}
