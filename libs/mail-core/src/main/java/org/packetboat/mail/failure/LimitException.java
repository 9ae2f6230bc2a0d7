package org.packetboat.mail.failure;

/** A configured bound was crossed; the octets are skipped or the connection is closed. */
public final class LimitException extends MailFailure {
    private static final long serialVersionUID = 1L;

    private final Limit limit;

    /** @param message for the log: which bound, and its value */
    public LimitException(Limit limit, String message) {
        super(limit.name() + " " + message, null, Trace.LEFT_OUT);
        this.limit = limit;
    }

    /** {@link Limit#OTHER}. */
    public LimitException(String message) {
        this(Limit.OTHER, message);
    }

    /** Which bound it was. */
    public Limit limit() {
        return limit;
    }
}
