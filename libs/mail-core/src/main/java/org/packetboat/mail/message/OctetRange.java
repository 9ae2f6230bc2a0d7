package org.packetboat.mail.message;

/**
 * Octets of a message from an offset to before another.
 *
 * @param from offset of the first octet
 * @param to offset after the last octet, at least {@code from}
 */
public record OctetRange(long from, long to) {
    public OctetRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("range from=" + from + " to=" + to);
        }
    }

    public long length() {
        return to - from;
    }
}
