package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Finds the parts of a message that streams by. A line ends with LF, or CR LF; nothing else ends one. States: in the header of the innermost
 * open part, or in its body. Every line that starts with "--" is compared with the boundaries of the open multiparts, the innermost first, so
 * that an outer boundary closes what is unterminated inside (RFC 2046 §5.1.2); a boundary has to match the whole line but for white space
 * at its end. Beyond the limits a part is a leaf.
 */
final class PartScanner {
    static final int LONGEST_BOUNDARY = 256;
    /** Parts in the message, which is not counted itself. */
    static final int MOST_PARTS = 1000;

    static final int DEEPEST = 100;
    static final int LONGEST_HEADER = 256 * 1024;
    /** What is looked at of a line of a body: enough for a boundary, and for the preview of HTML in one line. */
    private static final int LONGEST_BODY_LINE = 64 * 1024;

    /** What the scanner tells while it goes. */
    interface Listener {
        /** A header is complete: its octets are the first {@code length} ones, of which at most {@link #LONGEST_HEADER} came. */
        void header(ScannedPart part, byte[] octets, int length);

        /** A line of the body of a leaf, without the rest of it if it is long. */
        void bodyLine(ScannedPart leaf, byte[] octets, int from, int to);

        /** Whether {@link #bodyLine} wants lines of this leaf. */
        boolean wantsBody(ScannedPart leaf);
    }

    private final Listener listener;
    private final List<ScannedPart> parts = new ArrayList<>();
    /** Part that the next octet belongs to. */
    private ScannedPart innermost;

    private int openMultiparts;
    private final OctetsBuilder header = new OctetsBuilder(2048);
    private boolean headerFull;
    private final OctetsBuilder carry = new OctetsBuilder(256);
    /** Octets of the current line that came with earlier chunks. */
    private long carried;

    private byte last;
    private long offset;
    private long lineFeeds;
    /** Octets of the line end before the current line. */
    private int lastLineEnd;

    PartScanner(Listener listener) {
        this.listener = listener;
        innermost = new ScannedPart(0, null, 0);
        parts.add(innermost);
    }

    List<ScannedPart> parts() {
        return parts;
    }

    /** Octets so far. */
    long offset() {
        return offset;
    }

    void accept(byte[] octets, int from, int length) {
        int end = from + length;
        int at = from;
        while (at < end) {
            if (isOpaque()) {
                skip(octets, at, end);
                return;
            }
            int next = lineFeed(octets, at, end);
            if (next < 0) {
                carry(octets, at, end);
                offset += end - at;
                return;
            }
            completeLine(octets, at, next + 1);
            at = next + 1;
        }
    }

    void finish() {
        if (carried > 0) {
            long start = offset - carried;
            line(carry.array(), 0, carry.length(), start);
        }
        while (innermost.inHeader()) {
            endHeader(offset);
        }
        for (@Nullable ScannedPart part = innermost; part != null; part = part.parent) {
            part.bodyEnd = offset;
            part.lines = lineFeeds - part.linesBefore;
        }
        parts.forEach(ScannedPart::settle);
    }

    /** Nothing that may come ends the part we are in, and nobody wants its lines: only line feeds are counted. */
    private boolean isOpaque() {
        return openMultiparts == 0
                && carried == 0
                && !innermost.inHeader()
                && !(innermost.mime.kind() == Part.Kind.LEAF && listener.wantsBody(innermost));
    }

    private void skip(byte[] octets, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += octets[i] == Ascii.LF ? 1 : 0;
        }
        lineFeeds += count;
        offset += to - from;
    }

    private static int lineFeed(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == Ascii.LF) {
                return i;
            }
        }
        return -1;
    }

    private void carry(byte[] octets, int from, int to) {
        int room = Math.min(to - from, longestLine() - carry.length());
        if (room > 0) {
            carry.append(octets, from, room);
        }
        carried += to - from;
        last = octets[to - 1];
    }

    /** The octets up to {@code to} end the current line. */
    private void completeLine(byte[] octets, int from, int to) {
        byte beforeLf = to - from >= 2 ? octets[to - 2] : carried > 0 ? last : 0;
        int lineEnd = beforeLf == Ascii.CR ? 2 : 1;
        long start = offset - carried;
        offset += to - from;
        if (carried == 0) {
            line(octets, from, to, start);
        } else {
            carry(octets, from, to);
            carried = 0;
            line(carry.array(), 0, carry.length(), start);
            carry.truncate(0);
        }
        lineFeeds++;
        lastLineEnd = lineEnd;
    }

    /** What is looked at of the current line, however it comes. */
    private int longestLine() {
        return innermost.inHeader() ? LONGEST_HEADER : LONGEST_BODY_LINE;
    }

    /** A line, maybe without its end; {@link #offset} stands behind it, {@link #lineFeeds} does not count it yet. */
    private void line(byte[] octets, int from, int end, long start) {
        int to = Math.min(end, from + longestLine());
        if (boundary(octets, from, to, start)) {
            return;
        }
        while (innermost.inHeader()) {
            boolean complete = to - from == offset - start;
            switch (HeaderLines.classify(octets, from, to)) {
                case FIELD, CONTINUATION -> {
                    keep(octets, from, to, complete);
                    return;
                }
                case BLANK -> {
                    keep(octets, from, to, complete);
                    lineFeeds++;
                    endHeader(offset);
                    lineFeeds--;
                    return;
                }
                case OTHER -> {
                    endHeader(start);
                    // The first delimiter may follow the fields of a multipart without a blank line.
                    if (boundary(octets, from, to, start)) {
                        return;
                    }
                }
            }
        }
        if (innermost.mime.kind() == Part.Kind.LEAF && listener.wantsBody(innermost)) {
            listener.bodyLine(innermost, octets, from, to);
        }
    }

    private void keep(byte[] octets, int from, int to, boolean complete) {
        headerFull |= !complete || header.length() + (to - from) > LONGEST_HEADER;
        if (!headerFull) {
            header.append(octets, from, to - from);
        }
    }

    /** The header of the innermost part ends and its body starts at {@code bodyStart}; maybe with the header of a message inside. */
    private void endHeader(long bodyStart) {
        ScannedPart part = innermost;
        part.bodyStart = bodyStart;
        part.linesBefore = lineFeeds;
        listener.header(part, header.array(), header.length());
        header.truncate(0);
        headerFull = false;
        switch (part.mime.kind()) {
            case LEAF -> {}
            case MULTIPART -> openMultiparts++;
            case MESSAGE -> open(part, bodyStart);
        }
    }

    private void open(ScannedPart parent, long headerStart) {
        ScannedPart part = new ScannedPart(parts.size(), parent, headerStart);
        parts.add(part);
        parent.children.add(part);
        innermost = part;
    }

    /** Whether one more level may be inside a part, and one more part in the message. */
    boolean nests(ScannedPart part) {
        return part.depth < DEEPEST && parts.size() <= MOST_PARTS;
    }

    /** Acts on a delimiter line and says whether it was one. */
    private boolean boundary(byte[] octets, int from, int to, long start) {
        if (openMultiparts == 0 || to - from <= 2 || octets[from] != '-' || octets[from + 1] != '-') {
            return false;
        }
        int end = to;
        while (end > from + 2 && (octets[end - 1] == Ascii.LF || octets[end - 1] == Ascii.CR)) {
            end--;
        }
        for (@Nullable ScannedPart part = innermost; part != null; part = part.parent) {
            if (part.mime.kind() == Part.Kind.MULTIPART && !part.closed && !part.inHeader()) {
                Delimiter found = delimiter(octets, from + 2, end, part);
                if (found == Delimiter.CLOSE || found == Delimiter.NEXT && parts.size() <= MOST_PARTS) {
                    endBodiesInside(part, start);
                    innermost = part;
                    if (found == Delimiter.CLOSE) {
                        part.closed = true;
                        openMultiparts--;
                    } else {
                        open(part, offset);
                    }
                    return true;
                }
            }
        }
        return false;
    }

    private enum Delimiter {
        NONE,
        NEXT,
        CLOSE
    }

    private static Delimiter delimiter(byte[] octets, int from, int to, ScannedPart part) {
        int length = part.mime.boundary().length();
        int rest = from + length;
        if (rest > to || !matches(octets, from, part)) {
            return Delimiter.NONE;
        }
        Delimiter found = Delimiter.NEXT;
        if (to - rest >= 2 && octets[rest] == '-' && octets[rest + 1] == '-') {
            found = Delimiter.CLOSE;
            rest += 2;
        }
        while (rest < to) {
            if (!Ascii.isWsp(octets[rest++])) {
                return Delimiter.NONE;
            }
        }
        return found;
    }

    private static boolean matches(byte[] octets, int from, ScannedPart part) {
        byte[] boundary = part.mime.boundary().array();
        int offset = part.mime.boundary().offset();
        for (int i = 0; i < part.mime.boundary().length(); i++) {
            if (octets[from + i] != boundary[offset + i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * A delimiter of {@code multipart} starts at {@code delimiter}: what is open inside ends before the line end in front of it. If that
     * line end was the blank line of a header, it remains part of that header, but not of a part around.
     */
    private void endBodiesInside(ScannedPart multipart, long delimiter) {
        long end = delimiter - lastLineEnd;
        while (innermost != multipart && innermost.inHeader()) {
            endHeader(Math.max(innermost.headerStart, end));
        }
        for (@Nullable ScannedPart part = innermost; part != null && part != multipart; part = part.parent) {
            boolean empty = end < part.bodyStart;
            part.bodyEnd = empty ? part.bodyStart : end;
            part.lines = empty ? 0 : Math.max(0, lineFeeds - part.linesBefore - (lastLineEnd > 0 ? 1 : 0));
            if (part.mime.kind() == Part.Kind.MULTIPART && !part.closed) {
                part.closed = true;
                openMultiparts--;
            }
            if (part.parent == multipart) {
                clampInside(part);
            }
        }
    }

    private void clampInside(ScannedPart outermost) {
        for (@Nullable ScannedPart part = innermost; part != null && part != outermost; part = part.parent) {
            part.clamp(outermost.bodyEnd);
        }
    }
}
