package org.packetboat.imap.handler;

import org.packetboat.imap.codec.ImapCommand;
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

    Completion create(ImapState.LoggedIn state, ImapCommand.Create command) throws InterruptedException {
        mailboxes.create(
                state.account().id(),
                command.mailbox().value(),
                command.specialUse().orElse(""));
        return Completion.ok("Created", state);
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

    Completion rename(ImapState.LoggedIn state, ImapCommand.Rename command) throws InterruptedException {
        mailboxes.rename(
                state.account().id(), command.from().value(), command.to().value());
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
