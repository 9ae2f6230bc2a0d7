package org.packetboat.imap.handler;

import java.util.EnumMap;
import java.util.Map;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.StatusItem;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxStatus;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;

/** STATUS (RFC 3501 §6.3.10): exact at the moment of the reply. */
public final class StatusHandler {
    private final MailboxClient mailboxes;

    /** Asks {@code mailboxes}. */
    public StatusHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion handle(ImapState.LoggedIn state, ImapCommand.Status command, ResponseWriter out)
            throws InterruptedException {
        MailboxStatus status =
                mailboxes.status(state.account().id(), command.mailbox().value());
        Map<StatusItem, Long> items = new EnumMap<>(StatusItem.class);
        for (StatusItem item : command.items()) {
            items.put(
                    item,
                    switch (item) {
                        case MESSAGES -> status.messages();
                        case RECENT -> status.recent();
                        case UIDNEXT -> status.point().uidNext();
                        case UIDVALIDITY -> status.uidValidity();
                        case UNSEEN -> status.unseen();
                        case HIGHESTMODSEQ -> status.point().modSeq();
                    });
        }
        out.write(new Response.StatusItems(command.mailbox(), items));
        return Completion.ok("Done", state);
    }
}
