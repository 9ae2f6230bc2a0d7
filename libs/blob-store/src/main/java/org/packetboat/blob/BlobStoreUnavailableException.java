package org.packetboat.blob;

import java.io.Serial;

/** The store did not answer, answered late or answered with something we do not know: nothing is decided, trying again may help. */
public final class BlobStoreUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public BlobStoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public BlobStoreUnavailableException(String message) {
        super(message);
    }
}
