package org.packetboat.imap.codec;

/**
 * How much of something is used (RFC 9208 §4.2.1).
 *
 * @param name {@code STORAGE}, in units of 1,024 octets, or {@code MESSAGE}
 */
public record QuotaResource(Name name, long usage, long limit) {
    /** What can be limited (RFC 9208 §5). */
    public enum Name {
        /** Units of 1,024 octets. */
        STORAGE,
        /** Messages. */
        MESSAGE
    }
}
