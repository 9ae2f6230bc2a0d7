package org.packetboat.imap.codec;

/** The conditions of a status response (RFC 3501 §7.1). */
public enum Status {
    /** Done, or information. */
    OK,
    /** Refused or failed, or a warning. */
    NO,
    /** Not understood, or not allowed now. */
    BAD
}
