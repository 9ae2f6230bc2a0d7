package org.packetboat.imap.handler;

import java.util.List;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.port.Account;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.session.Capabilities;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.Exchange;
import org.packetboat.imap.session.ImapState;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.mail.sasl.SaslExchange;
import org.packetboat.mail.sasl.SaslLines;
import org.packetboat.mail.sasl.SaslServer;
import org.packetboat.mail.sasl.SaslStep;

/** LOGIN and AUTHENTICATE (RFC 3501 §6.2.2, §6.2.3; RFC 4959). */
public final class LoginHandler {
    /** What AUTHENTICATE knows. */
    public static final List<String> MECHANISMS = List.of("PLAIN");

    private final MailboxClient mailboxes;
    private final Capabilities capabilities;

    /** Asks {@code mailboxes} for passwords and tells of {@code capabilities} after a login. */
    public LoginHandler(MailboxClient mailboxes, Capabilities capabilities) {
        this.mailboxes = mailboxes;
        this.capabilities = capabilities;
    }

    Completion login(ImapCommand.Login command, Exchange exchange) throws InterruptedException {
        return loggedIn(mailboxes.authenticate(command.userid(), command.password(), exchange.clientAddress()));
    }

    Completion authenticate(ImapCommand.Authenticate command, Exchange exchange) throws InterruptedException {
        SaslServer<Account> server = new SaslServer<>(
                new PasswordAuthority(mailboxes, exchange.clientAddress()),
                SaslChannel.clear(SaslChannel.Confidentiality.CLEAR_ALLOWED));
        SaslExchange<Account> sasl = server.begin(command.mechanism());
        SaslStep<Account> step = command.initialResponse().isPresent()
                ? sasl.respond(SaslLines.initialResponse(
                        Octets.ascii(command.initialResponse().get())))
                : sasl.start();
        while (step instanceof SaslStep.Challenge<Account> challenge) {
            step = sasl.respond(SaslLines.response(exchange.ask(SaslLines.challenge(challenge.octets()))));
        }
        return switch (step) {
            case SaslStep.Authenticated<Account> authenticated -> loggedIn(authenticated.identity());
            case SaslStep.Challenge<Account> challenge -> throw new IllegalStateException("answered above");
        };
    }

    private Completion loggedIn(Account account) {
        ImapState next = new ImapState.Authenticated(account);
        return Completion.ok(new ResponseCode.Capabilities(capabilities.of(next)), "Logged in", next);
    }
}
