package org.packetboat.smtp.port;

import java.net.InetAddress;
import org.packetboat.mail.sasl.Authority;

/** Knows who is who. */
@FunctionalInterface
public interface Logins {
    /**
     * What AUTH asks.
     *
     * @param client for logs and limits
     */
    Authority<Login> authority(InetAddress client);
}
