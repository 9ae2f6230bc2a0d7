package org.packetboat.imap.codec;

/** What {@code RETURN} of SEARCH may ask for (RFC 4731 §3.1, RFC 5182 §2, RFC 9051 §6.4.4). */
public enum ResultOption {
    /** The lowest number. */
    MIN,
    /** The highest number. */
    MAX,
    /** All numbers, as a sequence-set. */
    ALL,
    /** How many. */
    COUNT,
    /** Keep them for {@code $}. */
    SAVE
}
