package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;
import org.packetboat.pop3.port.Maildrops;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.Maildrop;
import org.packetboat.pop3.session.Pop3State.Transaction;
import org.packetboat.pop3.session.Pop3State.UserNamed;
import org.packetboat.pop3.session.Transitions;

/** PASS, RFC 1939 §7: checks the password, takes the maildrop's lock and its listing. */
final class PassHandler {
    private final Accounts accounts;
    private final Maildrops maildrops;

    PassHandler(Accounts accounts, Maildrops maildrops) {
        this.accounts = accounts;
        this.maildrops = maildrops;
    }

    Transaction handle(UserNamed state, String password, Client client, ResponseWriter out)
            throws InterruptedException {
        Account account = accounts.authenticate(state.login(), password, client.address());
        Maildrop maildrop = new Maildrop(maildrops.open(account));
        out.ok(maildrop.messages(), "messages");
        return Transitions.opened(state, maildrop);
    }
}
