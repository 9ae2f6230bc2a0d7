package org.packetboat.mailbox.message;

import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.ExpungeResponse;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.ExpungeStatement;
import org.packetboat.mailbox.store.ExpungeStatement.Choice;
import org.packetboat.mailbox.store.ExpungeStatement.Expunged;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.UidRanges;

/** IMAP EXPUNGE, UID EXPUNGE and CLOSE: at most 1,000 messages a call (architecture 5.5). */
public final class Expunger {
    /** Most messages of one transaction. */
    public static final int LIMIT = 1_000;

    private final OperationTable operations;
    private final ChangeHints hints;

    public Expunger(Database database, ChangeHints hints) {
        this.operations = new OperationTable(database);
        this.hints = hints;
    }

    /** @throws org.packetboat.mail.failure.RefusedException NO_SUCH_MAILBOX */
    public ExpungeResponse expunge(ExpungeRequest request) throws InterruptedException {
        Choice choice =
                request.hasUids() ? new Choice.DeletedAmong(UidRanges.of(request.getUids())) : new Choice.Deleted();
        Expunged[] expunged = new Expunged[1];
        ExpungeResponse response = operations.once(
                request.getAccountId(), request.getOperationId(), ExpungeResponse::parseFrom, transaction -> {
                    expunged[0] = ExpungeStatement.run(
                            transaction, request.getAccountId(), request.getMailboxId(), choice, LIMIT);
                    return response(expunged[0]);
                });
        if (expunged[0] != null && !expunged[0].uids().isEmpty()) {
            hints.mailboxChanged(
                    request.getAccountId(), request.getMailboxId(), expunged[0].modSeq(), expunged[0].uidNext());
        }
        return response;
    }

    private static ExpungeResponse response(Expunged expunged) {
        ExpungeResponse.Builder response = ExpungeResponse.newBuilder()
                .setHighestModSeq(expunged.modSeq())
                .setPreviousHighestModSeq(expunged.modSeqBefore())
                .setMore(expunged.more());
        UidRanges uids = expunged.uids();
        for (int i = 0; i < uids.size(); i++) {
            for (long uid = uids.first(i); uid <= uids.last(i); uid++) {
                response.addUids(uid);
            }
        }
        return response.build();
    }
}
