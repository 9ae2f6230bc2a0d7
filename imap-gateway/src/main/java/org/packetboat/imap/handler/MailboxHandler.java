package org.packetboat.imap.handler;

import java.util.List;
import java.util.Optional;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.Response.ListExtension;
import org.packetboat.imap.codec.Response.ListVerb;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;

/** What changes the list of mailboxes (RFC 3501 §6.3.3 to §6.3.7): the mailbox service knows the rules. */
public final class MailboxHandler {
    private final MailboxClient mailboxes;

    /** Passes everything on to {@code mailboxes}. */
    public MailboxHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion create(ImapState.LoggedIn state, ImapCommand.Create command, ResponseWriter out)
            throws InterruptedException {
        long created = mailboxes.create(
                state.account().id(), command.mailbox().value(), SpecialUses.of(command.specialUses()));
        tellSpelling(state, command.mailbox(), command.mailbox(), out);
        return Completion.ok(new ResponseCode.MailboxId(created), "Created", state);
    }

    /** A name is kept in one spelling; who knows of it hears when it is not the client's (RFC 9051 §6.3.4, §6.3.6). */
    private static void tellSpelling(ImapState.LoggedIn state, MailboxName given, MailboxName now, ResponseWriter out)
            throws InterruptedException {
        if (state.enabled().isRev2()
                && (given.oldName().isPresent() || now.oldName().isPresent())) {
            out.write(new Response.Listed(
                    ListVerb.LIST, List.of(), now.value(), Optional.of(new ListExtension.OldName(given.given()))));
        }
    }

    Completion delete(ImapState.LoggedIn state, ImapCommand.Delete command) throws InterruptedException {
        long deleted = mailboxes.delete(state.account().id(), command.mailbox().value());
        return Completion.ok("Deleted", without(deleted, state));
    }

    /** The session that deletes the mailbox which it has selected goes on as after UNSELECT (RFC 3501 §6.3.4 does not forbid it). */
    private static ImapState without(long deleted, ImapState.LoggedIn state) {
        return state instanceof ImapState.Selected selected
                        && selected.mailbox().key().mailboxId() == deleted
                ? state.deselected()
                : state;
    }

    Completion rename(ImapState.LoggedIn state, ImapCommand.Rename command, ResponseWriter out)
            throws InterruptedException {
        mailboxes.rename(
                state.account().id(), command.from().value(), command.to().value());
        tellSpelling(state, command.from(), command.to(), out);
        return Completion.ok("Renamed", state);
    }

    Completion subscribe(ImapState.LoggedIn state, ImapCommand.Subscribe command) throws InterruptedException {
        mailboxes.subscribe(state.account().id(), command.mailbox().value());
        return Completion.ok("Subscribed", state);
    }

    Completion unsubscribe(ImapState.LoggedIn state, ImapCommand.Unsubscribe command) throws InterruptedException {
        mailboxes.unsubscribe(state.account().id(), command.mailbox().value());
        return Completion.ok("Unsubscribed", state);
    }
}
