package org.packetboat.mailbox.auth;

import java.util.Optional;

/** Knows whose a bearer token is. */
@FunctionalInterface
public interface TokenVerifier {
    /** No issuer is configured. */
    TokenVerifier NONE = token -> Optional.empty();

    /**
     * The address that the token names; empty when it is not good. Blocks in bounded time.
     *
     * @throws org.packetboat.mail.failure.UnavailableException when the issuer's keys cannot be had
     */
    Optional<String> address(String token) throws InterruptedException;
}
