package org.packetboat.imap.handler;

import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.port.MailboxClient;
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
        CopyResponse copied = mailboxes.copy(CopyRequest.newBuilder()
                .setAccountId(mailbox.key().accountId())
                .setMailboxId(mailbox.key().mailboxId())
                .setUids(UidSets.toContract(uids))
                .setTarget(command.mailbox().value())
                .build());
        if (copied.getSourceUidsCount() == 0) {
            return Completion.ok("Nothing to copy", state);
        }
        return Completion.ok(
                new ResponseCode.CopyUid(
                        copied.getUidValidity(),
                        UidSets.numbers(copied.getSourceUidsList()),
                        UidSets.numbers(copied.getTargetUidsList())),
                "Copied",
                state);
    }
}
