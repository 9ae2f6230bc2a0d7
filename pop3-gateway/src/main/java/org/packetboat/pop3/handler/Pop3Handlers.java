package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.Accounts;
import org.packetboat.pop3.port.Maildrops;
import org.packetboat.pop3.session.Capability;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.CommandHandlers;
import org.packetboat.pop3.session.LoginDelays;
import org.packetboat.pop3.session.Maildrop;
import org.packetboat.pop3.session.Pop3State;
import org.packetboat.pop3.session.Pop3State.Transaction;
import org.packetboat.pop3.session.Pop3State.UserNamed;
import org.packetboat.pop3.session.Transitions;

/** Gives each command to its handler. */
public final class Pop3Handlers implements CommandHandlers {
    private final PassHandler pass;
    private final AuthHandler auth;
    private final LoginDelays delays;

    /** Shared by all sessions. */
    public Pop3Handlers(Accounts accounts, Maildrops maildrops, LoginDelays delays) {
        Login login = new Login(maildrops, delays);
        this.pass = new PassHandler(accounts, login);
        this.auth = new AuthHandler(accounts, login);
        this.delays = delays;
    }

    @Override
    public Pop3State handle(Pop3State state, Pop3Command command, Client client, ResponseWriter out)
            throws InterruptedException {
        switch (command) {
            case Pop3Command.User(String name) -> {
                out.ok("password, please");
                return Transitions.named(state, name);
            }
            case Pop3Command.Pass(String password) -> {
                return pass.handle((UserNamed) state, password, client, out);
            }
            case Pop3Command.Auth exchange -> {
                return auth.handle(state, exchange, client, out);
            }
            case Pop3Command.Stls stls -> {
                return StlsHandler.handle(state, client);
            }
            case Pop3Command.Utf8 utf8 -> {
                out.ok("UTF-8 from now on");
                return Transitions.utf8(state);
            }
            case Pop3Command.Quit quit -> {
                return QuitHandler.handle(state, out);
            }
            case Pop3Command.Capa capa -> CapaHandler.handle(here(state, client), out);
            case Pop3Command.Mechanisms mechanisms -> auth.list(client, out);
            case Pop3Command.Lang lang -> LangHandler.handle(lang, out);
            case Pop3Command.Noop noop -> out.ok("done");
            case Pop3Command.Stat stat -> ListHandlers.stat(maildrop(state), out);
            case Pop3Command.Listing listing -> ListHandlers.list(maildrop(state), listing, out);
            case Pop3Command.Uidl uidl -> ListHandlers.uidl(maildrop(state), uidl, out);
            case Pop3Command.Retr retr -> RetrHandler.handle(maildrop(state), retr, out);
            case Pop3Command.Top top -> TopHandler.handle(maildrop(state), top, out);
            case Pop3Command.Dele dele -> DeleHandler.delete(maildrop(state), dele, out);
            case Pop3Command.Rset rset -> DeleHandler.reset(maildrop(state), out);
        }
        return state;
    }

    private Capability.Place here(Pop3State state, Client client) {
        return new Capability.Place(state, client.link(), auth.mechanisms(client), delays.delay());
    }

    private static Maildrop maildrop(Pop3State state) {
        return ((Transaction) state).maildrop();
    }
}
