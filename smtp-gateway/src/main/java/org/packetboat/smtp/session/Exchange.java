package org.packetboat.smtp.session;

import java.net.InetAddress;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.mail.smtp.SmtpReply;

/** What a handler may do with its connection beside answering. Lane only. */
public interface Exchange {
    /** The client's, behind any load balancer. */
    InetAddress clientAddress();

    /** Whether STARTTLS can be said now. */
    boolean offersStartTls();

    /** What SASL may do now. */
    SaslChannel saslChannel();

    /** Sends a challenge and waits for the line that answers it (RFC 4954 §4). */
    Octets ask(String challenge) throws InterruptedException;

    /**
     * Counts the connection as one of this user.
     *
     * @throws org.packetboat.mail.failure.RefusedException with {@code TOO_MANY_SESSIONS}
     */
    void loggedIn(String user);

    /** Sends the intermediate reply; the octets that come from here on are the message's. */
    DataSource openData(SmtpReply goAhead) throws InterruptedException;
}
