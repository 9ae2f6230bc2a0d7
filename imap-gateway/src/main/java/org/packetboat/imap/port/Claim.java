package org.packetboat.imap.port;

/** Whether a session takes the messages that nobody has claimed yet as its {@code \Recent} ones. */
public enum Claim {
    /** SELECT and what follows. */
    CLAIM,
    /** EXAMINE and what follows. */
    LEAVE
}
