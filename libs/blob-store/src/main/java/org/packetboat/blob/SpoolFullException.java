package org.packetboat.blob;

import java.io.Serial;

/** All spool files of this instance together have reached their bound, or the disk is full: {@code 452 4.3.1}. */
public final class SpoolFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public SpoolFullException(String message) {
        super(message);
    }

    public SpoolFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
