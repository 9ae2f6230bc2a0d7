package org.packetboat.imap.codec;

/** What STATUS can tell (RFC 3501 §6.3.10). */
public enum StatusItem {
    /** Number of messages. */
    MESSAGES,
    /** Messages with {@code \Recent}. */
    RECENT,
    /** The next UID. */
    UIDNEXT,
    /** UIDVALIDITY. */
    UIDVALIDITY,
    /** Messages without {@code \Seen}. */
    UNSEEN,
    /** The highest MODSEQ (RFC 7162 §3.1.7). */
    HIGHESTMODSEQ
}
