package org.packetboat.mailbox.auth;

/** The client's proof is about keys that the account no longer has. */
public final class StaleParametersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleParametersException() {
        super("the account's keys were changed during the login", null, false, false);
    }
}
