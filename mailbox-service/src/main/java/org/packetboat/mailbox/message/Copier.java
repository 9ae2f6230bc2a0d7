package org.packetboat.mailbox.message;

import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.mailboxes.MailboxName;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.CopyStatement;
import org.packetboat.mailbox.store.CopyStatement.Copied;
import org.packetboat.mailbox.store.CopyStatement.Expunged;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.UidRanges;

/** IMAP COPY: all messages or none. UIDs that never existed are left out, one that was expunged refuses the whole. */
public final class Copier {
    private static final int ATTEMPTS = 4;

    private final OperationTable operations;
    private final ChangeHints hints;

    public Copier(Database database, ChangeHints hints) {
        this.operations = new OperationTable(database);
        this.hints = hints;
    }

    /** @throws org.packetboat.mail.failure.RefusedException NO_SUCH_MAILBOX, MAILBOX_NOT_SELECTABLE, OVER_QUOTA, MESSAGE_GONE */
    public CopyResponse copy(CopyRequest request) throws InterruptedException {
        UidRanges uids = UidRanges.of(request.getUids());
        String target = MailboxName.of(request.getTarget()).value();
        for (int attempt = 1; request.getLeaveOutExpunged() && attempt < ATTEMPTS; attempt++) {
            try {
                return copy(request, uids, target, Expunged.LEFT_OUT);
            } catch (RefusedException e) {
                if (e.reason() != Refusal.MESSAGE_GONE) {
                    throw e;
                }
                // It went while the statement ran; the next one does not see it.
            }
        }
        return copy(request, uids, target, request.getLeaveOutExpunged() ? Expunged.LEFT_OUT : Expunged.REFUSED);
    }

    private CopyResponse copy(CopyRequest request, UidRanges uids, String target, Expunged expunged)
            throws InterruptedException {
        Copied[] copied = new Copied[1];
        CopyResponse response = operations.once(
                request.getAccountId(), request.getOperationId(), CopyResponse::parseFrom, transaction -> {
                    copied[0] = CopyStatement.run(
                            transaction, request.getAccountId(), request.getMailboxId(), uids, target, expunged);
                    return copied[0].response();
                });
        if (copied[0] != null && copied[0].modSeq() > 0) {
            hints.mailboxChanged(
                    request.getAccountId(), response.getTargetMailboxId(), copied[0].modSeq(), copied[0].uidNext());
        }
        return response;
    }
}
