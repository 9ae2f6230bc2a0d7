package org.packetboat.pop3.codec;

/** The number of a message in its session, from 1 (RFC 1939 §5). */
public record MessageNumber(int value) {
    /** Rejects what is below 1. */
    public MessageNumber {
        if (value < 1) {
            throw new IllegalArgumentException("a message number is at least 1, not " + value);
        }
    }

    /** The n-th message of a snapshot, from 0. */
    public static MessageNumber ofIndex(int index) {
        return new MessageNumber(index + 1);
    }

    /** Its place in the snapshot, from 0. */
    public int index() {
        return value - 1;
    }
}
