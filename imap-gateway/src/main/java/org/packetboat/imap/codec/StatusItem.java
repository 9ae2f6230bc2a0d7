package org.packetboat.imap.codec;

/** What STATUS can tell (RFC 3501 §6.3.10, RFC 9051 §6.3.11). */
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
    HIGHESTMODSEQ,
    /** Messages with {@code \Deleted} (RFC 9208 §4.1.4). */
    DELETED,
    /** Octets of the messages with {@code \Deleted} (RFC 9208 §4.1.4). */
    DELETED_STORAGE,
    /** Octets of all messages (RFC 8438 §3). */
    SIZE,
    /** The most octets that an appended message may have (RFC 7889 §3). */
    APPENDLIMIT,
    /** The mailbox's lasting id (RFC 8474 §4.3). */
    MAILBOXID;

    /** As it is written. */
    public String word() {
        return name().replace('_', '-');
    }
}
