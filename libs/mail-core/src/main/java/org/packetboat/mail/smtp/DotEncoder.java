package org.packetboat.mail.smtp;

/**
 * Prepares message data for DATA (RFC 5321 §4.5.2) and for POP3's multi-line responses (RFC 1939 §3): a dot is put before every line that
 * begins with one. Works in runs, however the message is cut; one encoder writes one message; not thread-safe.
 */
public final class DotEncoder {
    private static final byte[] STUFFING = {'.'};
    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    private static final int LONE_LF = 3;

    private final LineStart lineStart;
    /** How many octets of CR LF were just written: 0, 1 or 2; or that an LF was that had no CR. */
    private int ofLineEnd = 2;

    /** Where a line begins. */
    public enum LineStart {
        /** As in RFC 5321 §2.3.8. */
        BEHIND_CRLF,
        /** Also behind an LF alone, where readers take that for a line end: they would find the end of the message there. */
        BEHIND_LF
    }

    /** For lines that end in CR LF. */
    public DotEncoder() {
        this(LineStart.BEHIND_CRLF);
    }

    public DotEncoder(LineStart lineStart) {
        this.lineStart = lineStart;
    }

    /** Writes on. */
    public void encode(byte[] array, int offset, int length, OctetSink sink) throws InterruptedException {
        int end = offset + length;
        int run = offset;
        for (int i = offset; i < end; i++) {
            // Dots are rare and those at the beginning of a line rarer: only they are looked at closely.
            if (array[i] == '.' && beginsLine(lineEndBefore(array, offset, i))) {
                pass(array, run, i, sink);
                sink.octets(STUFFING, 0, 1);
                run = i;
            }
        }
        pass(array, run, end, sink);
        ofLineEnd = lineEndBefore(array, offset, end);
    }

    private boolean beginsLine(int lineEnd) {
        return lineEnd == 2 || lineEnd == LONE_LF && lineStart == LineStart.BEHIND_LF;
    }

    /** How many octets of CR LF come right before {@code i}, what was written earlier included. */
    private int lineEndBefore(byte[] array, int offset, int i) {
        if (i == offset) {
            return ofLineEnd;
        }
        byte last = array[i - 1];
        if (last == '\r') {
            return 1;
        }
        boolean afterCr = i - offset > 1 ? array[i - 2] == '\r' : ofLineEnd == 1;
        if (last != '\n') {
            return 0;
        }
        return afterCr ? 2 : LONE_LF;
    }

    /** Writes the end: {@code . CR LF}, after a CR LF where the message does not end with one. */
    public void finish(OctetSink sink) throws InterruptedException {
        int skipped = ofLineEnd == 2 ? 2 : 0;
        sink.octets(END, skipped, END.length - skipped);
    }

    private static void pass(byte[] array, int from, int to, OctetSink sink) throws InterruptedException {
        if (to > from) {
            sink.octets(array, from, to - from);
        }
    }
}
