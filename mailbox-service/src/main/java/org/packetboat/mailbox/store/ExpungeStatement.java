package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** Turns messages into tombstones: row, counters and UID set in one transaction, which holds the mailbox row's lock. */
public final class ExpungeStatement {
    private static final String LOCK =
            "SELECT mod_seq, uid_next FROM mailbox WHERE account_id = $1 AND mailbox_id = $2 FOR UPDATE";

    private static final String DELETED = """
        SELECT m.uid FROM message m WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.system_flags & 8 <> 0
        ORDER BY m.uid LIMIT $3
        """;

    private static final String DELETED_AMONG = """
        SELECT o.uid FROM unnest($4::bigint[], $5::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
            SELECT m.uid FROM message m
            WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last AND m.system_flags & 8 <> 0
            ORDER BY m.uid LIMIT $3) o
        ORDER BY o.uid LIMIT $3
        """;

    private static final String AMONG = """
        SELECT o.uid FROM unnest($4::bigint[], $5::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
            SELECT m.uid FROM message m
            WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last
            ORDER BY m.uid LIMIT $3) o
        ORDER BY o.uid LIMIT $3
        """;

    private static final String ALL =
            "SELECT m.uid FROM message m WHERE m.account_id = $1 AND m.mailbox_id = $2 ORDER BY m.uid LIMIT $3";

    private static final String EXPUNGE = """
            WITH gone AS (
                DELETE FROM message o WHERE o.account_id = $1 AND o.mailbox_id = $2 AND o.uid = ANY($3)
                RETURNING o.uid, o.internal_date, o.save_date, o.size, o.body_id, o.system_flags, o.keywords
            ), box AS (
                UPDATE mailbox m SET mod_seq = %s, messages = m.messages - s.messages, unseen = m.unseen - s.unseen,
                    deleted = m.deleted - s.deleted, octets = m.octets - s.octets
                FROM (SELECT count(*) AS messages, sum(size)::bigint AS octets, count(*) FILTER (WHERE system_flags & 1 = 0) AS unseen,
                        count(*) FILTER (WHERE system_flags & 8 <> 0) AS deleted FROM gone) s
                WHERE m.account_id = $1 AND m.mailbox_id = $2
                RETURNING m.mod_seq
            ), stones AS (
                INSERT INTO tombstone (account_id, mailbox_id, uid, mod_seq, expunged_at, internal_date, save_date, size, body_id, system_flags,
                    keywords)
                SELECT $1, $2, g.uid, box.mod_seq, now(), g.internal_date, g.save_date, g.size, g.body_id, g.system_flags, g.keywords
                FROM gone g CROSS JOIN box
            )
            SELECT mod_seq FROM box
            """.formatted(ModSeqs.NEXT);

    private ExpungeStatement() {}

    /** Which messages. */
    public sealed interface Choice {
        /** Every one with {@code \Deleted}. */
        record Deleted() implements Choice {}

        /** Those of {@code uids} that have {@code \Deleted}. */
        record DeletedAmong(UidRanges uids) implements Choice {}

        /** Those of {@code uids}, whatever their flags. */
        record Among(UidRanges uids) implements Choice {}

        /** All, for a mailbox that goes. */
        record All() implements Choice {}
    }

    /** What is gone. {@code more}: the limit was reached and others are waiting. {@code modSeqBefore}: of the mailbox. */
    public record Expunged(UidRanges uids, long modSeq, long uidNext, boolean more, long modSeqBefore) {}

    /**
     * Expunges the first {@code limit} messages of the choice.
     *
     * @throws RefusedException NO_SUCH_MAILBOX
     */
    public static Expunged run(Transaction transaction, long accountId, long mailboxId, Choice choice, int limit)
            throws InterruptedException {
        Pending<RowSet<Row>> locked = transaction.send(LOCK, Tuple.of(accountId, mailboxId));
        Pending<RowSet<Row>> candidates = sendChoice(transaction, accountId, mailboxId, choice, limit + 1);
        for (Row mailbox : locked.await()) {
            RowSet<Row> found = candidates.await();
            UidRanges uids = first(found, limit);
            long before = mailbox.getLong(0);
            long modSeq = before;
            if (!uids.isEmpty()) {
                modSeq = expunge(transaction, accountId, mailboxId, uids);
            }
            return new Expunged(uids, modSeq, mailbox.getLong(1), found.size() > limit, before);
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }

    private static long expunge(Transaction transaction, long accountId, long mailboxId, UidRanges uids)
            throws InterruptedException {
        Pending<RowSet<Row>> blocks = UidBlockTable.sendSome(transaction, accountId, mailboxId, uids);
        Pending<RowSet<Row>> expunged = transaction.send(EXPUNGE, Tuple.of(accountId, mailboxId, uids.all()));
        UidBlockTable.sendExpunged(transaction, accountId, mailboxId, uids, blocks.await());
        return expunged.await().iterator().next().getLong(0);
    }

    /** Asks which messages a choice means. */
    static Pending<RowSet<Row>> sendChoice(
            Transaction transaction, long accountId, long mailboxId, Choice choice, int limit) {
        return switch (choice) {
            case Choice.Deleted all -> transaction.send(DELETED, Tuple.of(accountId, mailboxId, limit));
            case Choice.All all -> transaction.send(ALL, Tuple.of(accountId, mailboxId, limit));
            case Choice.DeletedAmong(UidRanges uids) ->
                transaction.send(DELETED_AMONG, Tuple.of(accountId, mailboxId, limit, uids.firsts(), uids.lasts()));
            case Choice.Among(UidRanges uids) ->
                transaction.send(AMONG, Tuple.of(accountId, mailboxId, limit, uids.firsts(), uids.lasts()));
        };
    }

    /** The first UIDs of an answer to {@link #sendChoice}. */
    static UidRanges first(RowSet<Row> rows, int limit) {
        UidRanges.Builder uids = new UidRanges.Builder();
        int taken = 0;
        for (Row row : rows) {
            if (taken++ == limit) {
                break;
            }
            uids.add(row.getLong(0), row.getLong(0));
        }
        return uids.build();
    }
}
