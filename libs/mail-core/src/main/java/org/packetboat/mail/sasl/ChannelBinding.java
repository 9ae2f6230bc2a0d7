package org.packetboat.mail.sasl;

import java.util.Optional;

/** What is known of the TLS connection below, for SCRAM-SHA-256-PLUS (RFC 5056). */
@FunctionalInterface
public interface ChannelBinding {
    /** RFC 9266. */
    String TLS_EXPORTER = "tls-exporter";

    /** RFC 5929 §4. */
    String TLS_SERVER_END_POINT = "tls-server-end-point";

    /** No TLS, or none that can be bound to. */
    ChannelBinding NONE = type -> Optional.empty();

    /** The binding's octets; empty for a type that this connection does not have. */
    Optional<byte[]> data(String type);
}
