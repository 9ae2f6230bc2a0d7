package org.packetboat.mail.sasl;

/**
 * Knows whether a password fits.
 *
 * @param <I> the identity that a login gives
 */
@FunctionalInterface
public interface CredentialVerifier<I> {
    /**
     * Blocks.
     *
     * @param login as the client sent it
     * @param password never logged, never kept
     * @return whose password it is
     * @throws org.packetboat.mail.failure.RefusedException with {@code AUTHENTICATION_FAILED}, whatever does not fit
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can tell now
     */
    I verify(String login, String password) throws InterruptedException;
}
