package org.packetboat.mail.smtp;

/**
 * Looks at the line ends of message data on their way: a CR without LF and an LF without CR (RFC 5321 §2.3.8) are remembered, so that the message
 * can be refused, or become CR LF. Also remembers a NUL, which is text to it. Works in runs, however the message was cut; one filter for
 * one message; not thread-safe.
 *
 * <p>An end that was mended is none of the protocol's: this stands behind whatever finds the end of the message, and a dot that begins a line
 * only since its end was mended stays as it is.
 */
public final class LineEndFilter implements OctetSink {
    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte[] CRLF = {CR, LF};

    private final Treatment treatment;
    private final OctetSink next;
    /** The last octet was a CR; it was passed on only if nothing is mended. */
    private boolean afterCr;

    private boolean bareLineEnd;
    private boolean nul;

    /** What becomes of a bare CR or LF. */
    public enum Treatment {
        /** It is passed on as it is. */
        REMEMBER,
        /** It is passed on as CR LF. */
        MEND
    }

    /** @param next gets the octets */
    public LineEndFilter(Treatment treatment, OctetSink next) {
        this.treatment = treatment;
        this.next = next;
    }

    @Override
    public void octets(byte[] array, int offset, int length) throws InterruptedException {
        int end = offset + length;
        int run = offset;
        for (int i = offset; i < end; i++) {
            byte octet = array[i];
            if (afterCr) {
                afterCr = false;
                run = behindCr(array, run, i);
                if (octet == LF) {
                    continue;
                }
            }
            if (octet == CR) {
                afterCr = true;
            } else if (octet == LF) {
                run = bare(array, run, i);
            } else if (octet == 0) {
                nul = true;
            }
        }
        // A CR at the end waits for what follows it.
        pass(array, run, afterCr && treatment == Treatment.MEND ? end - 1 : end);
    }

    /** At the octet behind a CR; gives where the run that was not passed on begins. */
    private int behindCr(byte[] array, int run, int i) throws InterruptedException {
        boolean isWhole = array[i] == LF;
        if (!isWhole) {
            bareLineEnd = true;
        }
        if (treatment == Treatment.REMEMBER) {
            return run;
        }
        // The CR is the octet before, or was the last one of the array before.
        pass(array, run, Math.max(run, i - 1));
        next.octets(CRLF, 0, CRLF.length);
        return isWhole ? i + 1 : i;
    }

    private int bare(byte[] array, int run, int i) throws InterruptedException {
        bareLineEnd = true;
        if (treatment == Treatment.REMEMBER) {
            return run;
        }
        pass(array, run, i);
        next.octets(CRLF, 0, CRLF.length);
        return i + 1;
    }

    private void pass(byte[] array, int from, int to) throws InterruptedException {
        if (to > from) {
            next.octets(array, from, to - from);
        }
    }

    /** The message is whole. */
    public void finish() throws InterruptedException {
        if (afterCr) {
            afterCr = false;
            bareLineEnd = true;
            if (treatment == Treatment.MEND) {
                next.octets(CRLF, 0, CRLF.length);
            }
        }
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
