package org.packetboat.imap.session;

/** How a mailbox was selected. */
public enum Access {
    /** SELECT. */
    READ_WRITE,
    /** EXAMINE. */
    READ_ONLY
}
