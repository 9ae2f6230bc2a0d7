package org.packetboat.net.framing;

/**
 * The announcement of a literal (RFC 9051 §4.3, RFC 7888).
 *
 * @param octets as announced
 * @param kind who waits for whom
 */
public record LiteralHeader(long octets, Kind kind) {
    /** Whether the client waits for a continuation request before it sends the octets. */
    public enum Kind {
        /** <code>{n}</code>: the client waits for "+". */
        SYNCHRONISING,
        /** <code>{n+}</code>: the octets follow at once. */
        NON_SYNCHRONISING
    }

    /** Whether the client waits for "+". */
    public boolean synchronising() {
        return kind == Kind.SYNCHRONISING;
    }
}
