package org.packetboat.mail.sasl;

/**
 * What the server says next.
 *
 * @param <I> the identity that a login gives
 */
public sealed interface SaslStep<I> {
    /**
     * The client is asked for a response.
     *
     * @param octets before base64; empty for the empty challenge
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Challenge<I>(byte[] octets) implements SaslStep<I> {}

    /** The exchange is over. Failures are thrown. */
    record Authenticated<I>(I identity) implements SaslStep<I> {}
}
