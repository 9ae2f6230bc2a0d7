package org.packetboat.mailbox.message;

import org.packetboat.contracts.mailbox.MoveRequest;
import org.packetboat.contracts.mailbox.MoveResponse;
import org.packetboat.mailbox.mailboxes.MailboxName;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.MoveStatement;
import org.packetboat.mailbox.store.MoveStatement.Moved;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.UidRanges;

/** IMAP MOVE: at most 1,000 messages a call (architecture 5.5), each of them moved or not touched, once per operation id. */
public final class Mover {
    private final OperationTable operations;
    private final ChangeHints hints;

    public Mover(Database database, ChangeHints hints) {
        this.operations = new OperationTable(database);
        this.hints = hints;
    }

    /** @throws org.packetboat.mail.failure.RefusedException NO_SUCH_MAILBOX, MAILBOX_NOT_SELECTABLE */
    public MoveResponse move(MoveRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        UidRanges uids = UidRanges.of(request.getUids());
        String target = MailboxName.of(request.getTarget()).value();
        Moved[] moved = new Moved[1];
        MoveResponse response =
                operations.once(accountId, request.getOperationId(), MoveResponse::parseFrom, transaction -> {
                    moved[0] = MoveStatement.run(
                            transaction, accountId, request.getMailboxId(), uids, target, Expunger.LIMIT);
                    return moved[0].response();
                });
        Moved last = moved[0];
        if (last != null && last.source().modSeq() > 0) {
            hints.mailboxChanged(
                    accountId,
                    response.getTargetMailboxId(),
                    last.target().modSeq(),
                    last.target().uidNext());
            hints.mailboxChanged(
                    accountId,
                    request.getMailboxId(),
                    last.source().modSeq(),
                    last.source().uidNext());
        }
        return response;
    }
}
