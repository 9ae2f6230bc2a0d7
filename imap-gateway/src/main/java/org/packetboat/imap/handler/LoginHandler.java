package org.packetboat.imap.handler;

import java.util.Base64;
import java.util.List;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.port.Account;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.session.Capabilities;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.Exchange;
import org.packetboat.imap.session.ImapState;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.PlainExchange;
import org.packetboat.mail.sasl.SaslExchange;
import org.packetboat.mail.sasl.SaslStep;

/** LOGIN and AUTHENTICATE (RFC 3501 §6.2.2, §6.2.3; RFC 4959). */
public final class LoginHandler {
    /** What AUTHENTICATE knows. */
    public static final List<String> MECHANISMS = List.of(PlainExchange.NAME);

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
        if (!command.mechanism().equals(PlainExchange.NAME)) {
            throw new RefusedException(Refusal.NOT_SUPPORTED, "mechanism");
        }
        SaslExchange<Account> sasl = new PlainExchange<>(
                (login, password) -> mailboxes.authenticate(login, password, exchange.clientAddress()));
        SaslStep<Account> step = command.initialResponse().isPresent()
                ? sasl.respond(decode(Octets.ascii(command.initialResponse().get())))
                : sasl.start();
        while (step instanceof SaslStep.Challenge<Account> challenge) {
            step = sasl.respond(decode(exchange.ask(Base64.getEncoder().encodeToString(challenge.octets()))));
        }
        return switch (step) {
            case SaslStep.Authenticated<Account> authenticated -> loggedIn(authenticated.identity());
            case SaslStep.Challenge<Account> challenge -> throw new IllegalStateException("answered above");
        };
    }

    /** {@code =} is an empty initial response, {@code *} gives up. */
    private static byte[] decode(Octets base64) {
        if (base64.contentEquals("*")) {
            throw new SyntaxException(0, "response (authentication was cancelled)");
        }
        if (base64.contentEquals("=")) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(base64.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new SyntaxException(0, "base64");
        }
    }

    private Completion loggedIn(Account account) {
        ImapState next = new ImapState.Authenticated(account);
        return Completion.ok(new ResponseCode.Capabilities(capabilities.of(next)), "Logged in", next);
    }
}
