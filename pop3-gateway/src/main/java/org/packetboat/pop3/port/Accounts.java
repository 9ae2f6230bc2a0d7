package org.packetboat.pop3.port;

import java.net.InetAddress;

/** Checks passwords. */
public interface Accounts {
    /**
     * Blocks.
     *
     * @param client for logs and limits
     * @throws org.packetboat.mail.failure.RefusedException AUTHENTICATION_FAILED, whatever the reason
     * @throws org.packetboat.mail.failure.UnavailableException when nobody could tell
     */
    Account authenticate(String login, String password, InetAddress client) throws InterruptedException;
}
