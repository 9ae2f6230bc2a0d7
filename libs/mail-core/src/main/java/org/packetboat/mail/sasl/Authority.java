package org.packetboat.mail.sasl;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Can tell whether a client is who it says. Every method blocks, and may wait before it tells of a failure (growing delay). All of them throw
 * {@link org.packetboat.mail.failure.RefusedException} with {@code AUTHENTICATION_FAILED} whatever does not fit, with {@code LOGIN_BLOCKED} without
 * having looked, and {@link org.packetboat.mail.failure.UnavailableException} when nobody can tell now. Nothing that a client proves itself with is
 * ever logged or kept. Names and passwords come as the client typed them: who compares prepares them (RFC 4013).
 *
 * @param <I> the identity that a login gives
 */
public interface Authority<I> {
    /** PLAIN, LOGIN and the commands that protocols had before SASL. */
    I password(String login, String password) throws InterruptedException;

    /** What SCRAM tells a client first; for an unknown login made up, and always the same. */
    ScramParameters scramParameters(String login) throws InterruptedException;

    /**
     * Checks a client's proof (RFC 5802 §3) against the keys, which do not leave their place.
     *
     * @param authMessage the three messages that the proof is about
     */
    ScramVerified<I> scram(String login, byte[] authMessage, byte[] clientProof) throws InterruptedException;

    /**
     * OAUTHBEARER and XOAUTH2.
     *
     * @param login whom the client says the token is for
     */
    I bearer(Optional<String> login, String token) throws InterruptedException;

    /**
     * EXTERNAL.
     *
     * @param login whom the client wants to be; empty for whom the certificate names
     * @param addresses rfc822Names of the verified client certificate
     */
    I certificate(Optional<String> login, List<String> addresses) throws InterruptedException;

    /** The same authority, with identities of another type. */
    default <J> Authority<J> map(Function<I, J> identity) {
        return new MappedAuthority<>(this, identity);
    }
}
