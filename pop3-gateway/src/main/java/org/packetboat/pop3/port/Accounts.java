package org.packetboat.pop3.port;

import java.net.InetAddress;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;

/** Knows who is who. */
public interface Accounts {
    /**
     * What PASS and AUTH ask.
     *
     * @param client for logs and limits
     */
    Authority<Account> authority(InetAddress client);

    /** Whether tokens of an issuer log in. */
    default BearerTokens bearerTokens() {
        return BearerTokens.NOT_ACCEPTED;
    }
}
