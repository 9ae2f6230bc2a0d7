package org.packetboat.smtp.port;

import java.net.InetAddress;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;

/** Knows who is who. */
public interface Logins {
    /**
     * What AUTH asks.
     *
     * @param client for logs and limits
     */
    Authority<Login> authority(InetAddress client);

    /** Whether tokens of an issuer log in. */
    BearerTokens bearerTokens();
}
