package org.packetboat.imap.codec;

/** Whether fetching a section sets {@code \Seen} (RFC 3501 §6.4.5). */
public enum Peek {
    /** {@code BODY[...]}. */
    SETS_SEEN,
    /** {@code BODY.PEEK[...]}. */
    KEEPS_UNSEEN
}
