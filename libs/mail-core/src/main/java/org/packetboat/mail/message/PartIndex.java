package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * The tree of the parts of one message with their offsets. Immutable. The binary form ({@link #encode}) starts with a version octet and
 * takes about six octets a part; it is what the mailbox service keeps.
 */
public final class PartIndex {
    private static final int VERSION = 1;
    private static final Part.Kind[] KINDS = Part.Kind.values();
    private static final Part.Encoding[] ENCODINGS = Part.Encoding.values();
    private static final Part.Text[] TEXTS = Part.Text.values();

    private final List<Part> parts;

    /** The parts in order, the message itself first. */
    public PartIndex(List<Part> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a message is at least one part");
        }
        this.parts = List.copyOf(parts);
    }

    /** The message itself. */
    public Part root() {
        return parts.getFirst();
    }

    /** All parts in the message's order, parents before children. */
    public List<Part> parts() {
        return parts;
    }

    /** The direct children of a part, in order. */
    public List<Part> children(Part part) {
        if (part.kind() == Part.Kind.LEAF) {
            return List.of();
        }
        List<Part> children = new ArrayList<>();
        for (int i = part.number() + 1; i < parts.size(); i++) {
            Part candidate = parts.get(i);
            if (candidate.parent() == part.number()) {
                children.add(candidate);
            } else if (candidate.parent() < part.number()) {
                break;
            }
        }
        return children;
    }

    /** The n-th direct child, counted from 1. */
    public Optional<Part> child(Part part, int n) {
        int seen = 0;
        for (int i = part.number() + 1; i < parts.size(); i++) {
            Part candidate = parts.get(i);
            if (candidate.parent() == part.number() && ++seen == n) {
                return Optional.of(candidate);
            } else if (candidate.parent() < part.number()) {
                break;
            }
        }
        return Optional.empty();
    }

    /** The binary form. */
    public Octets encode() {
        OctetsBuilder out = new OctetsBuilder(2 + 8 * parts.size());
        out.append(VERSION);
        appendVarint(out, parts.size());
        long before = 0;
        for (Part part : parts) {
            appendVarint(out, part.number() - part.parent() - 1L);
            out.append(part.kind().ordinal()
                    | part.encoding().ordinal() << 2
                    | part.text().ordinal() << 4);
            appendVarint(out, part.headerStart() - before);
            appendVarint(out, part.bodyStart() - part.headerStart());
            appendVarint(out, part.bodyEnd() - part.bodyStart());
            appendVarint(out, part.lines());
            before = part.bodyStart();
        }
        return out.seal();
    }

    /**
     * The index in binary form.
     *
     * @throws IllegalArgumentException if the octets are not one
     */
    public static PartIndex decode(Octets encoded) {
        return new Decoder(encoded).decode();
    }

    private static void appendVarint(OctetsBuilder out, long value) {
        long rest = value;
        while (rest > 0x7F) {
            out.append((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.append((int) rest);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof PartIndex other && parts.equals(other.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return "PartIndex" + parts;
    }

    private static final class Decoder {
        private final Octets encoded;
        private int at;

        Decoder(Octets encoded) {
            this.encoded = encoded;
        }

        PartIndex decode() {
            if (octet() != VERSION) {
                throw malformed();
            }
            long count = varint();
            if (count < 1 || count > encoded.length()) {
                throw malformed();
            }
            List<Part> parts = new ArrayList<>((int) count);
            long before = 0;
            for (int i = 0; i < count; i++) {
                Part part = part(i, before);
                parts.add(part);
                before = part.bodyStart();
            }
            if (at != encoded.length()) {
                throw malformed();
            }
            return new PartIndex(parts);
        }

        private Part part(int number, long before) {
            long parent = number - 1 - varint();
            int flags = octet();
            if (parent < -1 || parent == -1 != (number == 0) || flags >> 6 != 0 || (flags & 3) >= KINDS.length) {
                throw malformed();
            }
            long headerStart = before + varint();
            long bodyStart = headerStart + varint();
            long bodyEnd = bodyStart + varint();
            long lines = varint();
            if (headerStart < 0 || bodyStart < headerStart || bodyEnd < bodyStart) {
                throw malformed();
            }
            return new Part(
                    number,
                    (int) parent,
                    KINDS[flags & 3],
                    ENCODINGS[flags >> 2 & 3],
                    TEXTS[flags >> 4 & 3],
                    headerStart,
                    bodyStart,
                    bodyEnd,
                    lines);
        }

        private int octet() {
            if (at >= encoded.length()) {
                throw malformed();
            }
            return encoded.at(at++);
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                int octet = octet();
                value |= (long) (octet & 0x7F) << shift;
                if (octet < 0x80) {
                    return value;
                }
            }
            throw malformed();
        }

        private IllegalArgumentException malformed() {
            return new IllegalArgumentException("malformed part index at octet " + at);
        }
    }
}
