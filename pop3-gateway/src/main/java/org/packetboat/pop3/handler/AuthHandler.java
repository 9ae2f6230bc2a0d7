package org.packetboat.pop3.handler;

import java.util.List;
import org.packetboat.mail.sasl.SaslDialogue;
import org.packetboat.mail.sasl.SaslServer;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.Pop3State;
import org.packetboat.pop3.session.Pop3State.Transaction;

/** AUTH, RFC 5034 §4. */
final class AuthHandler {
    private final Accounts accounts;
    private final Login login;

    AuthHandler(Accounts accounts, Login login) {
        this.accounts = accounts;
        this.login = login;
    }

    Transaction handle(Pop3State state, Pop3Command.Auth command, Client client, ResponseWriter out)
            throws InterruptedException {
        Account account = client.login(
                SaslServer.nameOf(command.mechanism()),
                () -> SaslDialogue.conduct(
                        server(client).begin(command.mechanism()), command.initialResponse(), challenge -> {
                            out.challenge(challenge);
                            return client.response();
                        }));
        return login.handle(state, account, client, out);
    }

    /** AUTH alone. */
    void list(Client client, ResponseWriter out) throws InterruptedException {
        out.begin("mechanisms follow");
        for (String mechanism : mechanisms(client)) {
            out.line(mechanism);
        }
        out.end();
    }

    /** What works on this connection now, the best first. */
    List<String> mechanisms(Client client) {
        return server(client).mechanisms();
    }

    private SaslServer<Account> server(Client client) {
        return new SaslServer<>(accounts.authority(client.address()), client.saslChannel(), accounts.bearerTokens());
    }
}
