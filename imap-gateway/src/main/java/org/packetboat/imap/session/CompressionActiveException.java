package org.packetboat.imap.session;

/** COMPRESS came a second time (RFC 4978 §3). */
public final class CompressionActiveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** There is one algorithm, so there is nothing more to say. */
    public CompressionActiveException() {
        super("compressed already", null, false, false);
    }
}
