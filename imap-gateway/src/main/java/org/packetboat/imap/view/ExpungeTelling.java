package org.packetboat.imap.view;

/** Whether EXPUNGE responses may be sent now (RFC 3501 §7.4.1). */
public enum ExpungeTelling {
    /** Sequence numbers may change. */
    TOLD,
    /** FETCH, STORE or SEARCH is in progress: sequence numbers stay. */
    WITHHELD
}
