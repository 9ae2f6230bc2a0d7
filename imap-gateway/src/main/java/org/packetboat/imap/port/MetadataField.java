package org.packetboat.imap.port;

/** What can be asked for beside a row. */
public enum MetadataField {
    /** Where the body lies. */
    BLOB,
    /** The stored header section. */
    HEADER,
    /** ENVELOPE, ready to be sent. */
    ENVELOPE,
    /** BODYSTRUCTURE, ready to be sent. */
    BODY_STRUCTURE,
    /** BODY, ready to be sent. */
    BODY,
    /** Where every part lies in the body. */
    PART_INDEX,
    /** The first text, for lists of messages. */
    PREVIEW,
    /** The conversation. */
    THREAD_ID
}
