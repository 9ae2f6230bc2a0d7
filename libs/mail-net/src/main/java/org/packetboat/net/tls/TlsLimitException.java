package org.packetboat.net.tls;

import java.io.Serial;
import javax.net.ssl.SSLException;

/** A client wants more of TLS than it has to bear. */
public final class TlsLimitException extends SSLException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String limit;

    /** @param limit from a small set */
    TlsLimitException(String limit) {
        super(limit);
        this.limit = limit;
    }

    /** What was met: "renegotiation" or "key_update". */
    public String limit() {
        return limit;
    }
}
