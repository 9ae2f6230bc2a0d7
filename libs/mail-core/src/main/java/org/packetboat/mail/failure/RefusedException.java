package org.packetboat.mail.failure;

/** Understood, allowed by the state, and refused for a reason that a repeat does not change by itself. */
public final class RefusedException extends MailFailure {
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    /** A refusal that needs no more words than its reason. */
    public RefusedException(Refusal reason) {
        super(reason.name(), null, Trace.LEFT_OUT);
        this.reason = reason;
    }

    /** @param detail for the log alone */
    public RefusedException(Refusal reason, String detail) {
        super(reason.name() + " " + detail, null, Trace.LEFT_OUT);
        this.reason = reason;
    }

    /** @param detail for the log alone */
    public RefusedException(Refusal reason, String detail, Throwable cause) {
        super(reason.name() + " " + detail, cause, Trace.LEFT_OUT);
        this.reason = reason;
    }

    /** Why it was refused. */
    public Refusal reason() {
        return reason;
    }
}
