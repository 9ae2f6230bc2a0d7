package org.packetboat.net.tls;

import java.io.Serial;
import javax.net.ssl.SSLException;

/** The client wanted another handshake on a connection that has had its own. */
public final class RenegotiationException extends SSLException {
    @Serial
    private static final long serialVersionUID = 1L;

    RenegotiationException() {
        super("renegotiation");
    }
}
