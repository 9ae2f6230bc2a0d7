package org.packetboat.mail.address;

import java.util.Optional;
import org.packetboat.mail.octets.Ascii;

/** What stands behind the {@code @}: a name or an address literal. */
public sealed interface Domain {
    /** RFC 5321 §4.5.3.1.2. */
    int MAX_OCTETS = 255;

    /** The form in which domains are compared: lower case, A-labels for U-labels (RFC 5890 §2.3.2.1). */
    String folded();

    /**
     * A domain name.
     *
     * @param text as given, 1 to 255 octets of UTF-8, labels of at most 63, each with an A-label
     */
    record Name(String text) implements Domain {
        /** Checks the length; the parser checks the labels. */
        public Name {
            if (text.isEmpty() || text.length() > MAX_OCTETS) {
                throw new IllegalArgumentException("domain of " + text.length() + " octets");
            }
        }

        @Override
        public String folded() {
            return Ascii.toLower(aLabels(text).orElse(text));
        }

        /** The name in ASCII, as DNS has it; empty when a label has no such form. */
        public static Optional<String> aLabels(String text) {
            return Idna.toAscii(text).filter(name -> name.length() <= MAX_OCTETS);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * An address literal, RFC 5321 §4.1.3.
     *
     * @param content what stands between the brackets: an IPv4 address, or a tag, a colon and what belongs to it
     */
    record Literal(String content) implements Domain {
        /** Checks the length; the parser checks the address. */
        public Literal {
            if (content.isEmpty() || content.length() > MAX_OCTETS - 2) {
                throw new IllegalArgumentException("address literal of " + content.length() + " octets");
            }
        }

        @Override
        public String folded() {
            return Ascii.toLower(toString());
        }

        @Override
        public String toString() {
            return "[" + content + "]";
        }
    }
}
