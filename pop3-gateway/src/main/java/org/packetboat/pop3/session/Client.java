package org.packetboat.pop3.session;

import java.net.InetAddress;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.net.server.Connection.LoginAttempt;
import org.packetboat.pop3.port.Account;

/** Who is at the other end. Lane only. */
public interface Client {
    InetAddress address();

    /** The id that logs carry. */
    String connection();

    /** As it is now. */
    Link link();

    /** As it is now. */
    SaslChannel saslChannel();

    /** The line that answers a challenge. Blocks. */
    Octets response() throws InterruptedException;

    /**
     * Returns when all that follows is encrypted. Blocks.
     *
     * @param goAhead sent before, in the clear
     */
    void startTls(byte[] goAhead) throws InterruptedException;

    /**
     * Runs a login, counts it and logs how it ended.
     *
     * @param mechanism as SASL spells it, or {@link org.packetboat.net.server.Connection#PASSWORD}
     */
    Account login(String mechanism, LoginAttempt<Account> attempt) throws InterruptedException;

    /**
     * Counts the session as this account's.
     *
     * @throws org.packetboat.mail.failure.RefusedException TOO_MANY_SESSIONS
     */
    void loggedIn(Account account);
}
