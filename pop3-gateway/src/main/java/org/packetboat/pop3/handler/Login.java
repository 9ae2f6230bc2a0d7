package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.LockedMaildrop;
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

    Transaction handle(Pop3State state, Account account, Client client, ResponseWriter out)
            throws InterruptedException {
        Maildrop maildrop = open(account, client);
        out.ok(maildrop.messages(), "messages");
        return Transitions.opened(state, maildrop);
    }

    /** The lock is free again when the login is refused after all. */
    Maildrop open(Account account, Client client) throws InterruptedException {
        delays.check(account);
        LockedMaildrop locked = maildrops.open(account);
        boolean loggedIn = false;
        try {
            client.loggedIn(account);
            loggedIn = true;
        } finally {
            if (!loggedIn) {
                locked.release();
            }
        }
        delays.loggedIn(account);
        return new Maildrop(locked);
    }
}
