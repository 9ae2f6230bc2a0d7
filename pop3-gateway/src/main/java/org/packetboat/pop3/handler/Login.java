package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Maildrops;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.LoginDelays;
import org.packetboat.pop3.session.Maildrop;
import org.packetboat.pop3.session.Pop3State;
import org.packetboat.pop3.session.Pop3State.Transaction;
import org.packetboat.pop3.session.Transitions;

/** What follows when the client is who it says: takes the maildrop's lock and its listing. */
final class Login {
    private final Maildrops maildrops;
    private final LoginDelays delays;

    Login(Maildrops maildrops, LoginDelays delays) {
        this.maildrops = maildrops;
        this.delays = delays;
    }

    /** The lock is free again when the login is refused after all, or nobody hears that it was not. */
    Transaction handle(Pop3State state, Account account, Client client, ResponseWriter out)
            throws InterruptedException {
        delays.check(account);
        Maildrop maildrop = new Maildrop(maildrops.open(account));
        boolean open = false;
        try {
            client.loggedIn(account);
            out.ok(maildrop.messages(), "messages");
            open = true;
        } finally {
            if (!open) {
                maildrop.release();
            }
        }
        delays.loggedIn(account);
        return Transitions.opened(state, maildrop);
    }
}
