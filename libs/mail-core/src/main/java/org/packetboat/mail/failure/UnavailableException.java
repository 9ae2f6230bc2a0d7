package org.packetboat.mail.failure;

/** Something that is needed does not answer, or not in time, or we are shutting down: a repeat later may well succeed. */
public final class UnavailableException extends MailFailure {
    private static final long serialVersionUID = 1L;

    /** @param message for the log: what does not answer */
    public UnavailableException(String message) {
        super(message, null, Trace.KEPT);
    }

    /** @param message for the log: what does not answer */
    public UnavailableException(String message, Throwable cause) {
        super(message, cause, Trace.KEPT);
    }
}
