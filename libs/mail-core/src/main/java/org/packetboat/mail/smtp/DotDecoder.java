package org.packetboat.mail.smtp;

/**
 * Takes message data out of the stream behind DATA: removes stuffed dots and finds the end (RFC 5321 §4.5.2), in runs, however the stream
 * was cut. One decoder reads one message; not thread-safe.
 *
 * <p>The end is CR LF . CR LF alone, the CR LF of the DATA command counting as the first. A bare CR or a bare LF never ends a line (RFC
 * 5321 §2.3.8): neither {@code LF . LF} nor {@code CR . CR} nor any mixture with one of them in it is an end, so that no other server can
 * see a second message where this one sees octets of the first. The decoder goes on to the true end, which keeps the stream in step, and
 * remembers that the message is to be refused. So is one with a NUL, which neither 7-bit nor 8-bit data have (RFC 6152 §3, RFC 2045 §2.8);
 * it is text to the decoder.
 */
public final class DotDecoder {
    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte DOT = '.';

    private State state = State.LINE_START;
    private boolean bareLineEnd;
    private boolean nul;

    private enum State {
        /** Behind CR LF. */
        LINE_START,
        /** Behind CR LF and a dot that was not passed on. */
        DOT,
        /** Behind CR LF, a dot and a CR, both not passed on. */
        DOT_CR,
        /** Within a line. */
        TEXT,
        /** Behind a CR within a line, which was passed on. */
        CR,
        END
    }

    /**
     * Reads on, up to the end of the message or of the octets given.
     *
     * @return how many octets were read; those that remain come behind the end
     */
    public int decode(byte[] array, int offset, int length, OctetSink sink) throws InterruptedException {
        int end = offset + length;
        int run = offset;
        int i = offset;
        while (i < end && state != State.END) {
            switch (state) {
                case LINE_START -> {
                    if (array[i] == DOT) {
                        pass(array, run, i, sink);
                        run = ++i;
                        state = State.DOT;
                    } else {
                        state = State.TEXT;
                    }
                }
                case DOT -> {
                    if (array[i] == CR) {
                        run = ++i;
                        state = State.DOT_CR;
                    } else {
                        state = State.TEXT;
                    }
                }
                case DOT_CR -> {
                    if (array[i] == LF) {
                        run = ++i;
                        state = State.END;
                    } else {
                        sink.octets(CR_ALONE, 0, 1);
                        state = State.CR;
                    }
                }
                case TEXT -> i = text(array, i, end);
                case CR -> i = afterCr(array, i);
                case END -> throw new IllegalStateException();
            }
        }
        pass(array, run, i, sink);
        return i - offset;
    }

    private static final byte[] CR_ALONE = {CR};

    /** To behind the next CR, or to the end of what there is. */
    private int text(byte[] array, int from, int end) {
        for (int i = from; i < end; i++) {
            byte octet = array[i];
            if (octet == CR) {
                state = State.CR;
                return i + 1;
            }
            if (octet == LF) {
                bareLineEnd = true;
            } else if (octet == 0) {
                nul = true;
            }
        }
        return end;
    }

    private int afterCr(byte[] array, int i) {
        if (array[i] == LF) {
            state = State.LINE_START;
            return i + 1;
        }
        bareLineEnd = true;
        state = State.TEXT;
        return i;
    }

    private static void pass(byte[] array, int from, int to, OctetSink sink) throws InterruptedException {
        if (to > from) {
            sink.octets(array, from, to - from);
        }
    }

    /** Whether CR LF . CR LF was read. */
    public boolean atEnd() {
        return state == State.END;
    }

    /** Whether a CR without LF or an LF without CR was read so far. */
    public boolean hasBareLineEnd() {
        return bareLineEnd;
    }

    /** Whether a NUL was read so far. */
    public boolean hasNul() {
        return nul;
    }
}
