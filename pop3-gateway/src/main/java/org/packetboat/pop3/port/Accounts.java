package org.packetboat.pop3.port;

import java.net.InetAddress;
import org.packetboat.mail.sasl.Authority;

/** Knows who is who. */
public interface Accounts {
    /**
     * What PASS and AUTH ask.
     *
     * @param client for logs and limits
     */
    Authority<Account> authority(InetAddress client);
}
