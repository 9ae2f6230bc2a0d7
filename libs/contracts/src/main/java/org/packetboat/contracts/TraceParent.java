package org.packetboat.contracts;

import java.nio.charset.StandardCharsets;

/**
 * Where the trace of a message goes on: the value of W3C Trace Context's {@code traceparent}, as it was received. Records about the message
 * carry it as the header {@link #HEADER}; nothing but tracing depends on it.
 *
 * @param value empty when the message is not traced
 */
public record TraceParent(String value) {
    /** Name of the record header. */
    public static final String HEADER = "traceparent";

    /** Not traced. */
    public static final TraceParent NONE = new TraceParent("");

    /** W3C Trace Context §3.2.1: later versions may be longer than the 55 octets of version 00, and nobody needs more than this. */
    private static final int MAX_OCTETS = 256;

    /** The value of a header; what cannot be one counts as none. */
    public static TraceParent of(byte[] header) {
        return header.length > MAX_OCTETS ? NONE : of(new String(header, StandardCharsets.ISO_8859_1));
    }

    /** Likewise of text. */
    public static TraceParent of(String value) {
        return value.isEmpty() ? NONE : new TraceParent(value);
    }

    /** Whether there is a trace at all. */
    public boolean isTraced() {
        return !value.isEmpty();
    }

    /** The form in a header. */
    public byte[] octets() {
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }
}
