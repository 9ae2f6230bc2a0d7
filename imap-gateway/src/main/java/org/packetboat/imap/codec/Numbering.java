package org.packetboat.imap.codec;

/** How SEARCH names messages in its response. */
public enum Numbering {
    /** SEARCH. */
    SEQUENCE,
    /** UID SEARCH. */
    UID
}
