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
            byte octet = array[i];
            if (ofLineEnd == 2 && octet == '.') {
                pass(array, run, i, sink);
                sink.octets(STUFFING, 0, 1);
                run = i;
            }
            if (octet == '\r') {
                ofLineEnd = 1;
            } else {
                ofLineEnd = octet == '\n' && ofLineEnd == 1 ? 2 : 0;
            }
        }
        pass(array, run, end, sink);
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
