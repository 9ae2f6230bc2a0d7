package org.packetboat.delivery.accepted;

import java.io.Serial;

/** A record can never be processed, for a reason of its own: it goes to the dead letters. */
public final class MalformedRecordException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
