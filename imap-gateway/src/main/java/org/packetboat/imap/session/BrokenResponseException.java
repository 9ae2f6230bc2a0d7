package org.packetboat.imap.session;

/** A response was begun and cannot be ended: its literal stays incomplete, so the connection is cut. */
public final class BrokenResponseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause why the rest did not come */
    public BrokenResponseException(Throwable cause) {
        super("response was cut within a literal", cause);
    }
}
