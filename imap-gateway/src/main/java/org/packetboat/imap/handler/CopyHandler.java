package org.packetboat.imap.handler;

import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.port.CopiedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.WhenGone;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.UidRanges;

/** COPY (RFC 3501 §6.4.7) with the UIDs of the copies (RFC 4315 §3). All messages or none. */
public final class CopyHandler {
    private final MailboxClient mailboxes;

    /** Copies through {@code mailboxes}. */
    public CopyHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion handle(ImapState.Selected state, ImapCommand.Copy command) throws InterruptedException {
        SelectedMailbox mailbox = state.mailbox();
        UidRanges uids = mailbox.view().resolve(command.messages());
        if (uids.isEmpty()) {
            return Completion.ok("Nothing to copy", state);
        }
        WhenGone whenGone = command.messages().numbering() == Numbering.UID ? WhenGone.LEAVE_OUT : WhenGone.REFUSE;
        CopiedUids copied =
                mailboxes.copy(mailbox.key(), uids, command.mailbox().value(), whenGone);
        if (copied.source().isEmpty()) {
            return Completion.ok("Nothing to copy", state);
        }
        return Completion.ok(
                new ResponseCode.CopyUid(
                        copied.uidValidity(), UidSets.numbers(copied.source()), UidSets.numbers(copied.target())),
                "Copied",
                state);
    }
}
