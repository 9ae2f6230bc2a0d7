package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a message that streams by, in chunks of any size, along its parts: headers, bodies of leaves, and what is between them. */
abstract class PartWalker {
    private final List<Segment> segments;
    private int next;
    private long offset;

    PartWalker(PartIndex parts) {
        segments = segments(parts);
    }

    /** Which of the two. */
    enum Kind {
        HEADER,
        /** Of a leaf. */
        BODY
    }

    /** What belongs together; may be empty. */
    record Segment(Part part, Kind kind, long start, long end) {}

    private static List<Segment> segments(PartIndex parts) {
        List<Segment> segments = new ArrayList<>();
        for (Part part : parts.parts()) {
            segments.add(new Segment(part, Kind.HEADER, part.headerStart(), part.bodyStart()));
            if (part.kind() == Part.Kind.LEAF) {
                segments.add(new Segment(part, Kind.BODY, part.bodyStart(), part.bodyEnd()));
            }
        }
        return segments;
    }

    final void accept(byte[] octets, int from, int length) {
        int end = from + length;
        for (int at = from; at < end; ) {
            endSegments();
            @Nullable Segment segment = next < segments.size() ? segments.get(next) : null;
            boolean isBetween = segment == null || offset < segment.start();
            long limit = segment == null ? Long.MAX_VALUE : isBetween ? segment.start() : segment.end();
            int count = (int) Math.min(end - at, limit - offset);
            if (segment == null || isBetween) {
                between(octets, at, count);
            } else {
                inside(segment, octets, at, count);
            }
            at += count;
            offset += count;
        }
    }

    final void finish() {
        while (next < segments.size()) {
            ended(segments.get(next++));
        }
    }

    private void endSegments() {
        while (next < segments.size() && segments.get(next).end() <= offset) {
            ended(segments.get(next++));
        }
    }

    /** Delimiters, preambles and epilogues. */
    abstract void between(byte[] octets, int from, int length);

    abstract void inside(Segment segment, byte[] octets, int from, int length);

    /** Called for each segment once, in their order, also for an empty one. */
    abstract void ended(Segment segment);
}
