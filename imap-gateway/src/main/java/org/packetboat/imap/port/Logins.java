package org.packetboat.imap.port;

import java.net.InetAddress;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;

/** Knows who is who. */
public interface Logins {
    /**
     * What LOGIN and AUTHENTICATE ask.
     *
     * @param client for logs and limits
     */
    Authority<Account> authority(InetAddress client);

    /** Whether tokens of an issuer log in. */
    BearerTokens bearerTokens();
}
