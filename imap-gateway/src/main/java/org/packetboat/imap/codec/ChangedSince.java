package org.packetboat.imap.codec;

/**
 * Only messages with a MODSEQ above this one (RFC 7162 §3.1.4.1).
 *
 * @param modSeq from 1 on
 */
public record ChangedSince(long modSeq, Expunged expunged) {
    /** Whether expunged messages are asked for as well (RFC 7162 §3.2.6). */
    public enum Expunged {
        /** {@code VANISHED}. */
        TOLD,
        /** Only what is there. */
        LEFT_OUT
    }
}
