package org.packetboat.mail.failure;

/** A well-formed command that the session's state does not allow now: the client is at fault. */
public final class WrongStateException extends MailFailure {
    private static final long serialVersionUID = 1L;

    /** @param message for the log; a reply mapper may show it, so it is fixed English without internals */
    public WrongStateException(String message) {
        super(message, null, Trace.LEFT_OUT);
    }
}
