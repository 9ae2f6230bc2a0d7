package org.packetboat.imap.codec;

/** Whether a message is {@code \Recent} in a session (RFC 3501 §2.3.2). */
public enum Recency {
    /** Has {@code \Recent}. */
    RECENT,
    /** Has not. */
    OLD
}
