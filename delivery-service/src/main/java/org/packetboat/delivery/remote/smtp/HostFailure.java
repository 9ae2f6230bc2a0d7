package org.packetboat.delivery.remote.smtp;

import java.io.IOException;

/** A host could not be used: no connection, no greeting, no EHLO, or not as securely as it must be. Nothing was sent. The next one may do. */
public final class HostFailure extends IOException {
    private static final long serialVersionUID = 1L;

    HostFailure(String message) {
        super(message);
    }

    HostFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
