package org.packetboat.net.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Command lines of bounded length. A line beyond the limit is skipped as it comes and reported once, at its end, as
 * {@link Frame.Overlong}; one that is longer than anybody bears as {@link Frame.GivenUp}, and then whatever comes is dropped. A bare CR stays in the line for the
 * parser to refuse.
 */
public final class LineFramer implements Framer {
    private static final int OVERLONG_HEAD = 128;
    /** Lines of mail may come as commands by mistake, and some are very long. */
    private static final long MOST_SKIPPED = 2 * 1024 * 1024L;

    private final int limit;
    private final LineEnd lineEnd;
    private final LineBuffer line = new LineBuffer();
    private byte @Nullable [] overlong;
    private byte lastSkipped;
    private long skipped;
    private boolean isGivenUp;

    /**
     * @param limit octets of a line, its line end included (as RFC 5321 §4.5.3.1.4 counts)
     */
    public LineFramer(int limit, LineEnd lineEnd) {
        this.limit = limit;
        this.lineEnd = lineEnd;
    }

    @Override
    public @Nullable Frame next(ByteBuffer chunk) {
        if (isGivenUp) {
            chunk.position(chunk.limit());
            return null;
        }
        byte[] array = chunk.array();
        int base = chunk.arrayOffset();
        int end = base + chunk.limit();
        int start = base + chunk.position();
        for (int i = start; i < end; i++) {
            if (array[i] == '\n' && endsLine(array, i, start)) {
                Frame.Ending ending = precedingOctet(array, i, start) == '\r' ? Frame.Ending.CRLF : Frame.Ending.LF;
                Frame frame = complete(chunk, i + 1 - start, ending);
                chunk.position(i + 1 - base);
                return frame;
            }
        }
        hold(chunk, end - start);
        chunk.position(chunk.limit());
        return skipped > MOST_SKIPPED ? giveUp() : null;
    }

    private Frame giveUp() {
        isGivenUp = true;
        overlong = null;
        skipped = 0;
        return new Frame.GivenUp();
    }

    @Override
    public boolean midway() {
        return line.length() > 0 || overlong != null;
    }

    /** Octets of memory that are held. */
    int held() {
        return line.held();
    }

    private boolean endsLine(byte[] array, int lineFeed, int start) {
        return lineEnd == LineEnd.CRLF_OR_LF || precedingOctet(array, lineFeed, start) == '\r';
    }

    private byte precedingOctet(byte[] array, int index, int start) {
        if (index > start) {
            return array[index - 1];
        }
        if (overlong != null) {
            return lastSkipped;
        }
        return line.length() == 0 ? 0 : line.array()[line.length() - 1];
    }

    private Frame complete(ByteBuffer chunk, int n, Frame.Ending ending) {
        byte[] head = overlong;
        if (head == null && line.length() + n > limit) {
            skipped = line.length();
            head = overlongHead(chunk, n);
        }
        if (head != null) {
            boolean bearable = skipped + n <= MOST_SKIPPED;
            overlong = null;
            skipped = 0;
            line.clear();
            return bearable ? new Frame.Overlong(head, ending) : giveUp();
        }
        line.append(chunk, n, limit);
        line.truncate(line.length() - (ending == Frame.Ending.CRLF ? 2 : 1));
        return new Frame.Line(line.take(), ending);
    }

    private void hold(ByteBuffer chunk, int n) {
        if (n == 0) {
            return;
        }
        if (overlong == null && line.length() + n > limit) {
            byte last = chunk.get(chunk.limit() - 1);
            skipped = line.length() + n;
            overlong = overlongHead(chunk, n);
            lastSkipped = last;
            line.clear();
        } else if (overlong != null) {
            skipped += n;
            lastSkipped = chunk.get(chunk.limit() - 1);
        } else {
            line.append(chunk, n, limit);
        }
    }

    private byte[] overlongHead(ByteBuffer chunk, int n) {
        int missing = Math.min(n, Math.max(0, OVERLONG_HEAD - line.length()));
        line.append(chunk, missing, OVERLONG_HEAD);
        return line.head(OVERLONG_HEAD);
    }
}
