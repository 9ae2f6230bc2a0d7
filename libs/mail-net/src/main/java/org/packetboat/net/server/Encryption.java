package org.packetboat.net.server;

import org.packetboat.net.tls.ServerTls;

/** How a listener encrypts. */
public sealed interface Encryption {
    /** Not at all. */
    record None() implements Encryption {}

    /** When the client asks for it (STARTTLS, STLS). */
    record OnRequest(ServerTls tls) implements Encryption {}

    /** From the first octet on (RFC 8314 §3). */
    record Implicit(ServerTls tls) implements Encryption {}
}
