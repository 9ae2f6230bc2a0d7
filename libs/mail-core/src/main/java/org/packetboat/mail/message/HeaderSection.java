package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/**
 * The fields of one header section, looked up by name (any case). Nothing is kept beside the octets.
 *
 * @param octets the section, with or without its blank line
 */
public record HeaderSection(Octets octets) {
    /**
     * The header section with which a message (or its beginning) starts: up to and including the blank line, up to a line that is neither
     * a field nor a continuation, or all of it.
     */
    public static Octets leading(Octets message) {
        byte[] array = message.array();
        int end = message.offset() + message.length();
        int at = message.offset();
        while (at < end) {
            int next = HeaderLines.lineEnd(array, at, end);
            switch (HeaderLines.classify(array, at, next)) {
                case FIELD, CONTINUATION -> at = next;
                case BLANK -> {
                    return message.slice(0, next - message.offset());
                }
                case OTHER -> {
                    return message.slice(0, at - message.offset());
                }
            }
        }
        return message;
    }

    /** Value of the first field of this name, without blanks around it, its folding kept. */
    public Optional<Octets> first(String name) {
        Values values = new Values(name);
        return values.next() ? Optional.of(values.value()) : Optional.empty();
    }

    /** Values of all fields of this name in their order. */
    public List<Octets> all(String name) {
        List<Octets> all = new ArrayList<>();
        Values values = new Values(name);
        while (values.next()) {
            all.add(values.value());
        }
        return all;
    }

    /** Value of the first field of this name, unfolded and decoded (RFC 2047). */
    public Optional<String> text(String name) {
        return first(name).map(HeaderSection::decode);
    }

    /** A field value as text: unfolded, encoded words decoded, bounded. */
    public static String decode(Octets value) {
        return DecodedText.ofField(value.array(), value.offset(), value.offset() + value.length());
    }

    /** The parameters of a MIME field value that are written in a form of RFC 2231, decoded; empty where there are none. */
    public static String extended(Octets value) {
        return DecodedText.extended(value.array(), value.offset(), value.offset() + value.length());
    }

    /** Goes over the fields of one name. */
    private final class Values {
        private final String name;
        private final byte[] array = octets.array();
        private final int end = octets.offset() + octets.length();
        private int at = octets.offset();
        private int from;
        private int to;

        Values(String name) {
            this.name = name;
        }

        boolean next() {
            while (at < end) {
                int fieldFrom = at;
                at = HeaderLines.fieldEnd(array, at, end);
                int nameEnd = HeaderLines.nameEnd(array, fieldFrom, at);
                if (nameEnd > fieldFrom && Ascii.equalsIgnoreCase(array, fieldFrom, nameEnd, name)) {
                    from = nameEnd;
                    to = at;
                    return true;
                }
            }
            return false;
        }

        Octets value() {
            int colon = from;
            while (array[colon] != ':') {
                colon++;
            }
            return Octets.of(array, colon + 1, to - colon - 1).trim();
        }
    }
}
