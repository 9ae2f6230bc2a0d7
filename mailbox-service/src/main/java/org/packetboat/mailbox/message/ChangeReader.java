package org.packetboat.mailbox.message;

import org.packetboat.contracts.mailbox.ChangedSinceBatch;
import org.packetboat.contracts.mailbox.ChangedSinceRequest;
import org.packetboat.contracts.mailbox.ChangesBatch;
import org.packetboat.contracts.mailbox.ChangesRequest;
import org.packetboat.contracts.mailbox.HighestModSeqRequest;
import org.packetboat.contracts.mailbox.HighestModSeqResponse;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.mailbox.store.ChangeStatement;
import org.packetboat.mailbox.store.ChangeStatement.First;
import org.packetboat.mailbox.store.ChangeStatement.Position;
import org.packetboat.mailbox.store.ChangedSinceStatement;
import org.packetboat.mailbox.store.ChangedSinceStatement.Source;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.UidRanges;

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

    /** Pages of UIDs; the last batch says whether the log of expunges was long enough. */
    public void changedSince(ChangedSinceRequest request, MessageReader.Sink<ChangedSinceBatch> sink)
            throws InterruptedException {
        ChangedSinceStatement statement = new ChangedSinceStatement(
                database, request.getAccountId(), request.getMailboxId(), request.getSinceModSeq());
        long first = request.getFirstUid();
        long last = request.getLastUid();
        statement.read(
                Source.MESSAGES,
                first,
                last,
                uids -> sink.send(ChangedSinceBatch.newBuilder()
                        .setChanged(uids.toUidSet())
                        .build()));
        if (request.getWithExpunged()) {
            statement.read(
                    Source.EXPUNGE_LOG,
                    first,
                    last,
                    uids -> sink.send(ChangedSinceBatch.newBuilder()
                            .setExpunged(uids.toUidSet())
                            .build()));
        }
        // After the log was read: what was forgotten meanwhile counts.
        boolean shorter = statement.logFrom() > request.getSinceModSeq();
        sink.send(ChangedSinceBatch.newBuilder().setLogIsShorter(shorter).build());
    }

    public HighestModSeqResponse highestModSeq(HighestModSeqRequest request) throws InterruptedException {
        long highest = ChangedSinceStatement.highest(
                database, request.getAccountId(), request.getMailboxId(), UidRanges.of(request.getUids()));
        return HighestModSeqResponse.newBuilder().setModSeq(highest).build();
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
