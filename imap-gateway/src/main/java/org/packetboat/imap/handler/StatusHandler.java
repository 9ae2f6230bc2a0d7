package org.packetboat.imap.handler;

import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxStatus;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;

/** STATUS (RFC 3501 §6.3.10): exact at the moment of the reply. */
public final class StatusHandler {
    private final MailboxClient mailboxes;
    private final StatusItems items;

    /** Asks {@code mailboxes}; {@code items} says what responses tell. */
    public StatusHandler(MailboxClient mailboxes, StatusItems items) {
        this.mailboxes = mailboxes;
        this.items = items;
    }

    Completion handle(ImapState.LoggedIn state, ImapCommand.Status command, ResponseWriter out)
            throws InterruptedException {
        MailboxStatus status =
                mailboxes.status(state.account().id(), command.mailbox().value(), command.items());
        out.write(new Response.StatusItems(command.mailbox(), items.of(command.items(), status)));
        return Completion.ok("Done", state);
    }
}
