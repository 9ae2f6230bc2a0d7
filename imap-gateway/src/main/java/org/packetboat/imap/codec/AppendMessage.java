package org.packetboat.imap.codec;

import java.util.OptionalLong;
import org.packetboat.net.framing.LiteralHeader;

/**
 * What APPEND and REPLACE say of a message before its octets: {@code append-message} of RFC 3502 §6.3.11 and RFC 4466 §2.6.
 *
 * @param internalDate milliseconds since the epoch
 * @param literal announces the octets
 */
public record AppendMessage(Flags flags, OptionalLong internalDate, LiteralHeader literal, Form form) {
    /** How the octets are written. */
    public enum Form {
        /** {@code literal}: octets without NUL. */
        LITERAL,
        /** {@code literal8}: any octets (RFC 3516 §4.4). */
        LITERAL8,
        /** {@code UTF8 (literal8)}: the header section is UTF-8 (RFC 6855 §4). */
        UTF8
    }
}
