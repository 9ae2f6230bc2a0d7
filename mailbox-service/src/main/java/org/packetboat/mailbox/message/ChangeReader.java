package org.packetboat.mailbox.message;

import org.packetboat.contracts.mailbox.ChangesBatch;
import org.packetboat.contracts.mailbox.ChangesRequest;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.mailbox.store.ChangeStatement;
import org.packetboat.mailbox.store.ChangeStatement.First;
import org.packetboat.mailbox.store.ChangeStatement.Position;
import org.packetboat.mailbox.store.Database;

/**
 * What changed since? Asked all the time and mostly with the answer "nothing", which costs one indexed row (architecture 5.2).
 */
public final class ChangeReader {
    private final Database database;

    public ChangeReader(Database database) {
        this.database = database;
    }

    /** The first batch has the status; the others go on with the lists. */
    public void changes(ChangesRequest request, MessageReader.Sink<ChangesBatch> sink) throws InterruptedException {
        ChangeStatement statement = new ChangeStatement(database, request.getAccountId(), request.getMailboxId());
        MailboxStatus now = statement.status();
        Long claimed = null;
        if (request.getClaimRecent() && now.getRecentFrom() < now.getUidNext()) {
            claimed = statement.claimRecent();
        }
        if (now.getHighestModSeq() == request.getSinceModSeq() && now.getUidNext() == request.getSinceUidNext()) {
            sink.send(ChangesBatch.newBuilder().setStatus(now).build());
            return;
        }
        // What it has claimed is recent for this session and for nobody else.
        First first = statement.first(request.getSinceModSeq(), request.getSinceUidNext(), claimed);
        sink.send(first.batch());
        rest(request, statement, first, sink);
    }

    private static void rest(
            ChangesRequest request, ChangeStatement statement, First first, MessageReader.Sink<ChangesBatch> sink)
            throws InterruptedException {
        MailboxStatus bounds = first.batch().getStatus();
        Position arrived = first.arrived();
        Position changed = first.changed();
        Position expunged = first.expunged();
        while (arrived.full() || changed.full() || expunged.full()) {
            ChangesBatch.Builder batch = ChangesBatch.newBuilder();
            if (arrived.full()) {
                arrived = statement.arrived(arrived, bounds, batch);
            } else if (changed.full()) {
                changed = statement.changed(changed, request.getSinceUidNext(), batch);
            } else {
                expunged = statement.expunged(expunged, request.getSinceUidNext(), bounds, batch);
            }
            sink.send(batch.build());
        }
    }
}
