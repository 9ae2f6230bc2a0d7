package org.packetboat.imap.handler;

import java.util.Map;
import java.util.Optional;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.Capabilities;
import org.packetboat.imap.session.CommandExecutor;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.Exchange;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.Reuse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.WrongStateException;

/** Gives every command to its handler. Thread-safe, as all handlers are. */
public final class ImapCommands implements CommandExecutor {
    private final Handlers handlers;

    /** The handlers of the commands that need more than a line. */
    public record Handlers(
            SelectHandler select,
            MailboxHandler mailbox,
            ListHandler list,
            StatusHandler status,
            AppendHandler append,
            ExpungeHandler expunge,
            SearchHandler search,
            FetchHandler fetch,
            StoreHandler store,
            CopyHandler copy,
            MoveHandler move,
            ReplaceHandler replace,
            QuotaHandler quota) {}

    /** Shared by all sessions. */
    public ImapCommands(Handlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public Completion execute(ImapState state, ImapCommand command, Exchange exchange) throws InterruptedException {
        ResponseWriter out = exchange.out();
        return switch (command) {
            case ImapCommand.Capability c ->
                say(new Response.CapabilityNames(Capabilities.of(state, exchange)), state, out);
            case ImapCommand.Noop c -> Completion.ok("Done", state);
            case ImapCommand.Check c -> Completion.ok("Done", state);
            case ImapCommand.Id c -> identify(c, state, exchange);
            case ImapCommand.GetQuota c -> handlers.quota().quota(loggedIn(state), c, out);
            case ImapCommand.GetQuotaRoot c -> handlers.quota().quotaRoot(loggedIn(state), c, out);
            case ImapCommand.SetQuota c -> throw new RefusedException(Refusal.NOT_PERMITTED);
            case ImapCommand.Enable c -> EnableHandler.handle(loggedIn(state), c, out);
            case ImapCommand.Namespace c -> say(new Response.Namespaces(), state, out);
            case ImapCommand.Unauthenticate c -> unauthenticate(exchange);
            case ImapCommand.Logout c -> logout(out);
            case ImapCommand.Login c -> LoginHandler.login(c, exchange);
            case ImapCommand.Authenticate c -> LoginHandler.authenticate(c, exchange);
            case ImapCommand.Select c ->
                handlers.select().handle(loggedIn(state), c.mailbox(), c.parameters(), Access.READ_WRITE, out);
            case ImapCommand.Examine c ->
                handlers.select().handle(loggedIn(state), c.mailbox(), c.parameters(), Access.READ_ONLY, out);
            case ImapCommand.Create c -> handlers.mailbox().create(loggedIn(state), c, out);
            case ImapCommand.Delete c -> handlers.mailbox().delete(loggedIn(state), c);
            case ImapCommand.Rename c -> handlers.mailbox().rename(loggedIn(state), c, out);
            case ImapCommand.Subscribe c -> handlers.mailbox().subscribe(loggedIn(state), c);
            case ImapCommand.Unsubscribe c -> handlers.mailbox().unsubscribe(loggedIn(state), c);
            case ImapCommand.ListMailboxes c -> handlers.list().list(loggedIn(state), c, out);
            case ImapCommand.Lsub c -> handlers.list().lsub(loggedIn(state), c, out);
            case ImapCommand.Status c -> handlers.status().handle(loggedIn(state), c, out);
            case ImapCommand.Append c -> handlers.append().handle(loggedIn(state), c, exchange.messages(c.first()));
            case ImapCommand.Close c -> handlers.expunge().close(selected(state));
            case ImapCommand.Unselect c -> Completion.ok("Done", deselected(state));
            case ImapCommand.Expunge c -> handlers.expunge().expunge(selected(state), Optional.empty(), out);
            case ImapCommand.UidExpunge c ->
                handlers.expunge().expunge(selected(state), Optional.of(c.messages()), out);
            case ImapCommand.Search c -> handlers.search().handle(selected(state), c, exchange);
            case ImapCommand.Fetch c -> handlers.fetch().handle(selected(state), c, out);
            case ImapCommand.Store c -> handlers.store().handle(selected(state), c, out);
            case ImapCommand.Copy c -> handlers.copy().handle(selected(state), c);
            case ImapCommand.Move c -> handlers.move().handle(selected(state), c, out);
            case ImapCommand.Replace c ->
                handlers.replace().handle(selected(state), c, exchange.messages(c.message()), out);
            case ImapCommand.Compress c -> throw new IllegalStateException("COMPRESS is the session's own");
            case ImapCommand.StartTls c -> throw new IllegalStateException("STARTTLS is the session's own");
            case ImapCommand.Idle c -> throw new IllegalStateException("IDLE is a state of the session");
        };
    }

    private static Completion say(Response response, ImapState state, ResponseWriter out) throws InterruptedException {
        out.write(response);
        return Completion.ok("Done", state);
    }

    private static Completion identify(ImapCommand.Id command, ImapState state, Exchange exchange)
            throws InterruptedException {
        exchange.identified(command.client());
        return say(new Response.IdFields(Map.of("name", "Packetboat")), state, exchange.out());
    }

    private static Completion unauthenticate(Exchange exchange) {
        if (exchange.reuse() == Reuse.FORBIDDEN) {
            throw new WrongStateException("Not available here");
        }
        return Completion.ok("Logged out", new ImapState.NotAuthenticated());
    }

    private static Completion logout(ResponseWriter out) throws InterruptedException {
        out.write(new Response.Bye(Optional.empty(), "Logging out"));
        return Completion.ok("Done", new ImapState.LoggedOut());
    }

    private static ImapState deselected(ImapState state) {
        return selected(state).deselected();
    }

    private static ImapState.LoggedIn loggedIn(ImapState state) {
        if (state instanceof ImapState.LoggedIn loggedIn) {
            return loggedIn;
        }
        throw new WrongStateException("Log in first");
    }

    private static ImapState.Selected selected(ImapState state) {
        if (state instanceof ImapState.Selected selected) {
            return selected;
        }
        throw new WrongStateException("No mailbox is selected");
    }
}
