package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.contracts.mailbox.MoveResponse;
import org.packetboat.mailbox.store.CopyStatement.Copied;
import org.packetboat.mailbox.store.CopyStatement.Quota;
import org.packetboat.mailbox.store.ExpungeStatement.Choice;

/**
 * Moves messages within an account (RFC 6851): copies in the target, tombstones in the source, one transaction. A tombstone keeps its
 * reference to the body as that of any expunged message does, so that sessions that have not been told can go on reading. The quota is not
 * asked: nothing is added to it.
 */
public final class MoveStatement {
    private MoveStatement() {}

    /** The answer and what to tell others: the new places of both histories. */
    public record Moved(MoveResponse response, Point source, Point target) {}

    /** How far a mailbox's history has come. */
    public record Point(long modSeq, long uidNext) {}

    /**
     * Moves the first {@code limit} messages of {@code uids} that are there.
     *
     * @throws org.packetboat.mail.failure.RefusedException NO_SUCH_MAILBOX, MAILBOX_NOT_SELECTABLE
     */
    public static Moved run(
            Transaction transaction, long accountId, long mailboxId, UidRanges uids, String target, int limit)
            throws InterruptedException {
        Pending<RowSet<Row>> locked = MailboxLocks.send(transaction, accountId, mailboxId, target);
        Pending<RowSet<Row>> candidates =
                ExpungeStatement.sendChoice(transaction, accountId, mailboxId, new Choice.Among(uids), limit);
        MailboxLocks.check(locked.await(), mailboxId, target);
        UidRanges present = ExpungeStatement.first(candidates.await(), limit);
        Copied copied = CopyStatement.run(transaction, accountId, mailboxId, present, target, Quota.IGNORED);
        if (present.isEmpty()) {
            return new Moved(response(copied.response(), 0), new Point(0, 0), new Point(0, 0));
        }
        ExpungeStatement.Expunged expunged =
                ExpungeStatement.run(transaction, accountId, mailboxId, new Choice.Among(present), limit);
        return new Moved(
                response(copied.response(), expunged.modSeq()),
                new Point(expunged.modSeq(), expunged.uidNext()),
                new Point(copied.modSeq(), copied.uidNext()));
    }

    private static MoveResponse response(CopyResponse copied, long modSeq) {
        return MoveResponse.newBuilder()
                .setTargetMailboxId(copied.getTargetMailboxId())
                .setUidValidity(copied.getUidValidity())
                .addAllSourceUids(copied.getSourceUidsList())
                .addAllTargetUids(copied.getTargetUidsList())
                .setHighestModSeq(modSeq)
                .build();
    }
}
