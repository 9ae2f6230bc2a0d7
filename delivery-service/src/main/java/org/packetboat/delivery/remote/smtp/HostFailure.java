package org.packetboat.delivery.remote.smtp;

import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.SocketException;

/** A host could not be used: no connection, no greeting, no EHLO, or not as securely as it must be. Nothing was sent. The next one may do. */
public final class HostFailure extends IOException {
    private static final long serialVersionUID = 1L;

    HostFailure(String message) {
        super(message);
    }

    HostFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether this machine has no way to that address, as to one of IPv6 where there is none: nobody was asked. */
    public boolean isUnroutable() {
        Throwable cause = getCause();
        return cause instanceof NoRouteToHostException
                || cause instanceof BindException
                || cause instanceof SocketException
                        && String.valueOf(cause.getMessage()).startsWith("Network is unreachable");
    }
}
