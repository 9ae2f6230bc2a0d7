package org.packetboat.imap.port;

/** What a message that was expunged meanwhile does to a command that names it. */
public enum WhenGone {
    /** By sequence number: nothing is done. */
    REFUSE,
    /** By UID: it is left out, as one that never was (RFC 3501 §6.4.8). */
    LEAVE_OUT
}
