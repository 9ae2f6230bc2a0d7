package org.packetboat.smtp.session;

import java.net.InetAddress;
import java.util.Optional;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.net.server.Connection.LoginAttempt;
import org.packetboat.smtp.port.Login;

/** What a handler may do with its connection beside answering. Lane only. */
public interface Exchange {
    /** What the listener is for. */
    Role role();

    /** The client's, behind any load balancer and any proxy that was believed. */
    InetAddress clientAddress();

    /** Of whoever is connected, behind any load balancer: XCLIENT does not change it. */
    InetAddress connectedAddress();

    /** Whether TLS has verified a certificate of the client. */
    boolean hasClientCertificate();

    /** What XCLIENT told. */
    Optional<Proxied> proxied();

    /** XCLIENT was believed. */
    void become(Proxied client);

    /** Whether STARTTLS can be said now. */
    boolean offersStartTls();

    /** What SASL may do now. */
    SaslChannel saslChannel();

    /** Sends a challenge and waits for the line that answers it (RFC 4954 §4). */
    Octets ask(String challenge) throws InterruptedException;

    /**
     * Runs a login, counts it and logs how it ended.
     *
     * @param mechanism as SASL spells it
     */
    Login login(String mechanism, LoginAttempt<Login> attempt) throws InterruptedException;

    /**
     * Counts the connection as one of this user.
     *
     * @throws org.packetboat.mail.failure.RefusedException with {@code TOO_MANY_SESSIONS}
     */
    void loggedIn(String user);

    /** Sends the intermediate reply; the octets that come from here on are the message's. */
    DataSource openData(SmtpReply goAhead) throws InterruptedException;

    /** Sends the answers so far: to be called before anything that may take long (RFC 2920 §3.2). */
    void flush() throws InterruptedException;

    /** The octets that have come with BDAT. */
    ChunkSource chunk();
}
