package org.packetboat.mail.sasl;

/**
 * A client's proof was good.
 *
 * @param serverSignature our proof to the client (RFC 5802 §3)
 * @param <I> the identity that a login gives
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ScramVerified<I>(I identity, byte[] serverSignature) {}
