package org.packetboat.imap.session;

/** The client sends more than is skipped after a refusal: where its next command begins is not known, so the connection is closed. */
public final class OutOfStepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How much it was is not known either. */
    public OutOfStepException() {
        super("more octets to skip than is borne", null, false, false);
    }
}
