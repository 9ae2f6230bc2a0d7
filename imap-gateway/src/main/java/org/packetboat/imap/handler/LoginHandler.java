package org.packetboat.imap.handler;

import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.port.Account;
import org.packetboat.imap.session.Capabilities;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.Exchange;
import org.packetboat.imap.session.ImapState;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslDialogue;
import org.packetboat.mail.sasl.SaslServer;
import org.packetboat.net.server.Connection;

/** LOGIN and AUTHENTICATE (RFC 3501 §6.2.2, §6.2.3; RFC 4959). */
final class LoginHandler {
    private LoginHandler() {}

    static Completion login(ImapCommand.Login command, Exchange exchange) throws InterruptedException {
        Account account =
                exchange.login(Connection.PASSWORD, () -> exchange.password(command.userid(), command.password()));
        return loggedIn(account, exchange);
    }

    static Completion authenticate(ImapCommand.Authenticate command, Exchange exchange) throws InterruptedException {
        Account account = exchange.login(
                SaslServer.nameOf(command.mechanism()),
                () -> SaslDialogue.conduct(
                        exchange.sasl().begin(command.mechanism()),
                        command.initialResponse().map(Octets::ascii),
                        exchange::ask));
        return loggedIn(account, exchange);
    }

    private static Completion loggedIn(Account account, Exchange exchange) {
        ImapState next = new ImapState.Authenticated(account);
        return Completion.ok(new ResponseCode.Capabilities(Capabilities.of(next, exchange)), "Logged in", next);
    }
}
