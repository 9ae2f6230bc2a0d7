package org.packetboat.imap.codec;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.message.SectionSpec;

/** What FETCH can ask for (RFC 3501 §6.4.5); the macros ALL, FAST and FULL are parsed into what they stand for. */
public sealed interface FetchItem {
    /** Items without arguments. */
    enum Attribute implements FetchItem {
        /** {@code ENVELOPE}. */
        ENVELOPE("ENVELOPE"),
        /** {@code FLAGS}. */
        FLAGS("FLAGS"),
        /** {@code INTERNALDATE}. */
        INTERNALDATE("INTERNALDATE"),
        /** {@code RFC822.SIZE}. */
        RFC822_SIZE("RFC822.SIZE"),
        /** {@code BODY}: the structure without extension data. */
        BODY("BODY"),
        /** {@code BODYSTRUCTURE}. */
        BODYSTRUCTURE("BODYSTRUCTURE"),
        /** {@code UID}. */
        UID("UID"),
        /** {@code SAVEDATE} (RFC 8514 §4.2). */
        SAVEDATE("SAVEDATE"),
        /** {@code EMAILID} (RFC 8474 §5.3). */
        EMAILID("EMAILID"),
        /** {@code THREADID} (RFC 8474 §5.3). */
        THREADID("THREADID"),
        /** {@code MODSEQ} (RFC 7162 §3.1.4.2). */
        MODSEQ("MODSEQ"),
        /** {@code RFC822}: like {@code BODY[]}. */
        RFC822("RFC822"),
        /** {@code RFC822.HEADER}: like {@code BODY.PEEK[HEADER]}. */
        RFC822_HEADER("RFC822.HEADER"),
        /** {@code RFC822.TEXT}: like {@code BODY[TEXT]}. */
        RFC822_TEXT("RFC822.TEXT");

        private final String word;

        Attribute(String word) {
            this.word = word;
        }

        /** As it is written. */
        public String word() {
            return word;
        }
    }

    /** {@code BODY[section]<partial>}. */
    record BodySection(SectionSpec section, Peek peek, Optional<Partial> partial) implements FetchItem {}

    /**
     * {@code BINARY[part]<partial>}: the body of a part without its transfer encoding (RFC 3516 §4.2).
     *
     * @param path empty for the message, which is as it is
     */
    record Binary(List<Integer> path, Peek peek, Optional<Partial> partial) implements FetchItem {
        /** Copies the list. */
        public Binary {
            path = List.copyOf(path);
        }
    }

    /** {@code BINARY.SIZE[part]}: how many octets {@code BINARY} would be. */
    record BinarySize(List<Integer> path) implements FetchItem {
        /** Copies the list. */
        public BinarySize {
            path = List.copyOf(path);
        }
    }

    /** {@code PREVIEW} (RFC 8970 §3). */
    record Preview(Haste haste) implements FetchItem {}

    /** What is to become of a preview that would have to be made first. */
    enum Haste {
        /** It is waited for. */
        PATIENT,
        /** It is left out. */
        LAZY
    }

    /**
     * {@code <offset.count>}.
     *
     * @param offset of the first octet wanted
     * @param count at most so many, at least 1
     */
    record Partial(long offset, long count) {}
}
