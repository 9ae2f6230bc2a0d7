package org.packetboat.mail.smtp;

/**
 * Prepares message data for DATA (RFC 5321 §4.5.2) and for POP3's multi-line responses (RFC 1939 §3): a dot is put before every line that
 * begins with one. Works in runs, however the message is cut; one encoder writes one message; not thread-safe.
 */
public final class DotEncoder {
    private static final byte[] STUFFING = {'.'};
    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    /** How many octets of CR LF were just written: 0, 1 or 2. */
    private int ofLineEnd = 2;

    /** Writes on. */
    public void encode(byte[] array, int offset, int length, OctetSink sink) throws InterruptedException {
        int end = offset + length;
        int run = offset;
        for (int i = offset; i < end; i++) {
            // Dots are rare and those at the beginning of a line rarer: only they are looked at closely.
            if (array[i] == '.' && lineEndBefore(array, offset, i) == 2) {
                pass(array, run, i, sink);
                sink.octets(STUFFING, 0, 1);
                run = i;
            }
        }
        pass(array, run, end, sink);
        ofLineEnd = lineEndBefore(array, offset, end);
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
        return last == '\n' && afterCr ? 2 : 0;
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
