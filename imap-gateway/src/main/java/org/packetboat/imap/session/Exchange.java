package org.packetboat.imap.session;

import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.codec.ClientId;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.Account;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslServer;
import org.packetboat.net.server.Connection.LoginAttempt;

/** What a handler may know of its connection while its command runs. Lane only. */
public interface Exchange {
    /** Of the command that runs; for responses that name it (RFC 4466 §2.6.2). */
    String tag();

    /** Untagged responses. */
    ResponseWriter out();

    /** SASL as this connection allows it now. */
    SaslServer<Account> sasl();

    /**
     * Checks the password of LOGIN.
     *
     * @throws org.packetboat.mail.failure.RefusedException with {@code ENCRYPTION_REQUIRED} where passwords may not be sent in the clear
     */
    Account password(String userid, String password) throws InterruptedException;

    /**
     * Runs a login, counts it and logs how it ended.
     *
     * @param mechanism as SASL spells it, or {@link org.packetboat.net.server.Connection#PASSWORD}
     */
    Account login(String mechanism, LoginAttempt<Account> attempt) throws InterruptedException;

    /** Logs what the client says it is. */
    void identified(ClientId client);

    /** The most octets that an appended message may have. */
    long appendLimit();

    /** Whether LOGIN may be used now. */
    boolean acceptsPasswords();

    /** Whether STARTTLS may be used now. */
    boolean offersStartTls();

    /** Whether somebody else may log in on this connection. */
    Reuse reuse();

    /** Sends a command continuation request and waits for the line that answers it. */
    Octets ask(String text) throws InterruptedException;

    /** The messages of an APPEND or REPLACE; the octets of the first have not been asked for yet. */
    AppendSource messages(AppendMessage first);

    /** Whether what is sent is compressed. */
    boolean isCompressed();
}
