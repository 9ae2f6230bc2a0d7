package org.packetboat.pop3.handler;

import org.packetboat.net.server.Connection;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.Pop3State.Transaction;
import org.packetboat.pop3.session.Pop3State.UserNamed;

/** PASS, RFC 1939 §7. */
final class PassHandler {
    private final Accounts accounts;
    private final Login login;

    PassHandler(Accounts accounts, Login login) {
        this.accounts = accounts;
        this.login = login;
    }

    Transaction handle(UserNamed state, String password, Client client, ResponseWriter out)
            throws InterruptedException {
        Account account = client.login(
                Connection.PASSWORD, () -> accounts.authority(client.address()).password(state.login(), password));
        return login.handle(state, account, client, out);
    }
}
