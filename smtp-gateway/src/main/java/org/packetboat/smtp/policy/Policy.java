package org.packetboat.smtp.policy;

/**
 * What an operator holds against mail that is allowed by the protocol. It says so by a failure, or says nothing. Called on a session's lane, where it may
 * wait for others, but not for as long as a client would notice, and not for what is known; whoever cannot tell lets pass. Thread-safe.
 */
@FunctionalInterface
public interface Policy {
    /**
     * Looks at what a client has said so far.
     *
     * @throws org.packetboat.mail.failure.RefusedException when it is refused for good
     * @throws org.packetboat.mail.failure.UnavailableException when the client should come again
     */
    void check(Stage stage) throws InterruptedException;
}
