package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.ChangesBatch;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * What changed in a mailbox since? The status and the first page of each list are one snapshot. Later pages are read without it, up to its bounds:
 * <ul>
 *   <li>a message that arrived before the snapshot and was expunged since is taken from its tombstone, since the status counts it;
 *   <li>a message that changed before it and again since has a MODSEQ above the status' one, so the next question finds it;
 *   <li>tombstones stay for far longer than a question takes.
 * </ul>
 */
public final class ChangeStatement {
    /** Rows of a page. */
    public static final int PAGE = 2_000;

    private static final String COLUMNS =
            "m.mailbox_id, m.name, m.uid_validity, m.uid_next, m.mod_seq, m.messages, m.unseen, m.deleted, m.octets";

    private static final String STATUS = "SELECT " + COLUMNS + """
        , coalesce($3::bigint, m.recent_from)
        FROM mailbox m WHERE m.account_id = $1 AND m.mailbox_id = $2
        """;

    private static final String NO_FLUSH = "SET LOCAL synchronous_commit = off";

    /** Answers the mark as it was before. */
    private static final String CLAIM = """
        WITH o AS (SELECT recent_from FROM mailbox WHERE account_id = $1 AND mailbox_id = $2 FOR UPDATE)
        UPDATE mailbox m SET recent_from = m.uid_next FROM o WHERE m.account_id = $1 AND m.mailbox_id = $2
        RETURNING o.recent_from
        """;

    private static final String ARRIVED = """
        SELECT uid, mod_seq, system_flags, keywords FROM message
        WHERE account_id = $1 AND mailbox_id = $2 AND uid >= $3 ORDER BY uid LIMIT $4
        """;

    private static final String ARRIVED_REST = """
        SELECT a.uid, a.mod_seq, a.system_flags, a.keywords FROM (
            (SELECT uid, mod_seq, system_flags, keywords FROM message
            WHERE account_id = $1 AND mailbox_id = $2 AND uid >= $3 AND uid < $5 ORDER BY uid LIMIT $4)
            UNION ALL
            (SELECT uid, mod_seq, system_flags, keywords FROM tombstone
            WHERE account_id = $1 AND mailbox_id = $2 AND uid >= $3 AND uid < $5 AND mod_seq > $6 ORDER BY uid LIMIT $4)
        ) a ORDER BY a.uid LIMIT $4
        """;

    private static final String CHANGED = """
        SELECT uid, mod_seq, system_flags, keywords FROM message
        WHERE account_id = $1 AND mailbox_id = $2 AND mod_seq > 0 AND mod_seq >= $3 AND (mod_seq, uid) > ($3, $4) AND uid < $5 ORDER BY mod_seq, uid LIMIT $6
        """;

    private static final String EXPUNGED = """
        SELECT uid, mod_seq FROM tombstone
        WHERE account_id = $1 AND mailbox_id = $2 AND mod_seq > 0 AND mod_seq >= $3 AND (mod_seq, uid) > ($3, $4) AND uid < $5 AND mod_seq <= $6
        ORDER BY mod_seq, uid LIMIT $7
        """;

    private final Database database;
    private final long accountId;
    private final long mailboxId;

    public ChangeStatement(Database database, long accountId, long mailboxId) {
        this.database = database;
        this.accountId = accountId;
        this.mailboxId = mailboxId;
    }

    /** Where a list goes on: after this MODSEQ and UID. {@code full}: there may be more. */
    public record Position(long modSeq, long uid, boolean full) {}

    /** The first batch and where each list goes on. */
    public record First(ChangesBatch batch, Position arrived, Position changed, Position expunged) {}

    /** One indexed row. */
    public MailboxStatus status() throws InterruptedException {
        return status(database.run(STATUS, Tuple.of(accountId, mailboxId, null)));
    }

    /** Claims what is recent; returns the mark as it was before. A claim that is lost in a crash is made again. */
    public long claimRecent() throws InterruptedException {
        return database.transact(transaction -> {
            transaction.send(NO_FLUSH, Tuple.tuple());
            Pending<RowSet<Row>> claimed = transaction.send(CLAIM, Tuple.of(accountId, mailboxId));
            transaction.sendCommit();
            for (Row row : claimed.await()) {
                return row.getLong(0);
            }
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        });
    }

    /**
     * Status and first pages in one snapshot.
     *
     * @param recentFrom the mark to tell, null for the stored one
     */
    public First first(long sinceModSeq, long sinceUidNext, @Nullable Long recentFrom) throws InterruptedException {
        return database.snapshot(transaction -> {
            Pending<RowSet<Row>> status = transaction.send(STATUS, Tuple.of(accountId, mailboxId, recentFrom));
            Pending<RowSet<Row>> arrived =
                    transaction.send(ARRIVED, Tuple.of(accountId, mailboxId, sinceUidNext, PAGE));
            Pending<RowSet<Row>> changed = transaction.send(
                    CHANGED, Tuple.of(accountId, mailboxId, sinceModSeq, Long.MAX_VALUE, sinceUidNext, PAGE));
            Pending<RowSet<Row>> expunged = transaction.send(
                    EXPUNGED,
                    Tuple.tuple()
                            .addLong(accountId)
                            .addLong(mailboxId)
                            .addLong(sinceModSeq)
                            .addLong(Long.MAX_VALUE)
                            .addLong(sinceUidNext)
                            .addLong(Long.MAX_VALUE)
                            .addInteger(PAGE));
            transaction.sendCommit();
            ChangesBatch.Builder batch = ChangesBatch.newBuilder().setStatus(status(status.await()));
            Position lastArrived = readArrived(arrived.await(), batch);
            Position lastChanged = readChanged(changed.await(), batch);
            Position lastExpunged = readExpunged(expunged.await(), batch);
            return new First(batch.build(), lastArrived, lastChanged, lastExpunged);
        });
    }

    /** The next page of arrivals below the snapshot's bounds. */
    public Position arrived(Position after, MailboxStatus bounds, ChangesBatch.Builder batch)
            throws InterruptedException {
        Tuple tuple =
                Tuple.of(accountId, mailboxId, after.uid() + 1, PAGE, bounds.getUidNext(), bounds.getHighestModSeq());
        return readArrived(database.run(ARRIVED_REST, tuple), batch);
    }

    /** The next page of changes. */
    public Position changed(Position after, long sinceUidNext, ChangesBatch.Builder batch) throws InterruptedException {
        Tuple tuple = Tuple.of(accountId, mailboxId, after.modSeq(), after.uid(), sinceUidNext, PAGE);
        return readChanged(database.run(CHANGED, tuple), batch);
    }

    /** The next page of expunges below the snapshot's bounds. */
    public Position expunged(Position after, long sinceUidNext, MailboxStatus bounds, ChangesBatch.Builder batch)
            throws InterruptedException {
        Tuple tuple = Tuple.tuple()
                .addLong(accountId)
                .addLong(mailboxId)
                .addLong(after.modSeq())
                .addLong(after.uid())
                .addLong(sinceUidNext)
                .addLong(bounds.getHighestModSeq())
                .addInteger(PAGE);
        return readExpunged(database.run(EXPUNGED, tuple), batch);
    }

    private static Position readArrived(RowSet<Row> rows, ChangesBatch.Builder batch) {
        rows.forEach(row -> batch.addArrived(FlagStates.of(row)));
        return end(rows);
    }

    private static Position readChanged(RowSet<Row> rows, ChangesBatch.Builder batch) {
        rows.forEach(row -> batch.addChanged(FlagStates.of(row)));
        return end(rows);
    }

    private static Position readExpunged(RowSet<Row> rows, ChangesBatch.Builder batch) {
        rows.forEach(row -> batch.addExpunged(row.getLong(0)));
        return end(rows);
    }

    private static Position end(RowSet<Row> rows) {
        Position end = new Position(0, 0, false);
        for (Row row : rows) {
            end = new Position(row.getLong(1), row.getLong(0), rows.size() == PAGE);
        }
        return end;
    }

    private static MailboxStatus status(RowSet<Row> rows) {
        for (Row row : rows) {
            return MailboxStatus.newBuilder()
                    .setMailboxId(row.getLong(0))
                    .setName(row.getString(1))
                    .setUidValidity(row.getLong(2))
                    .setUidNext(row.getLong(3))
                    .setHighestModSeq(row.getLong(4))
                    .setMessages(row.getLong(5))
                    .setUnseen(row.getLong(6))
                    .setDeleted(row.getLong(7))
                    .setOctets(row.getLong(8))
                    .setRecentFrom(row.getLong(9))
                    .build();
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }
}
