package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * Copies messages within an account in one statement: each body row is locked and gets another reference, then the target mailbox its UIDs. Flags,
 * keywords and internal dates come along.
 */
public final class CopyStatement {
    private static final String SQL = """
            WITH source AS MATERIALIZED (
                SELECT o.uid, o.internal_date, o.size, o.body_id, o.system_flags, o.keywords, row_number() OVER (ORDER BY o.uid) - 1 AS nth
                FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
                    SELECT m.* FROM message m
                    WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last ORDER BY m.uid OFFSET 0) o
            ), sums AS (
                SELECT count(*) AS messages, sum(size)::bigint AS octets, count(*) FILTER (WHERE system_flags & 1 = 0) AS unseen,
                    count(*) FILTER (WHERE system_flags & 8 <> 0) AS deleted FROM source
            ), target AS (
                SELECT b.mailbox_id, b.no_select, b.uid_validity, $6 OR sums.messages = 0 OR %s AS fits
                FROM sums CROSS JOIN mailbox b %s
                WHERE b.account_id = $1 AND b.name = $5
            ), counts AS MATERIALIZED (
                SELECT body_id, count(*)::int AS copies FROM source GROUP BY body_id
            ), held_once AS (
                UPDATE body b SET ref_count = b.ref_count + 1
                WHERE b.account_id = $1 AND b.body_id = ANY(ARRAY(SELECT body_id FROM counts WHERE copies = 1)) AND b.ref_count > 0
                RETURNING 1 AS copies
            ), held_more AS (
                UPDATE body b SET ref_count = b.ref_count + (SELECT c.copies FROM counts c WHERE c.copies > 1 AND c.body_id = b.body_id)
                WHERE b.account_id = $1 AND b.body_id = ANY(ARRAY(SELECT body_id FROM counts WHERE copies > 1)) AND b.ref_count > 0
                RETURNING (SELECT c.copies FROM counts c WHERE c.copies > 1 AND c.body_id = b.body_id) AS copies
            ), held AS (
                SELECT copies FROM held_once UNION ALL SELECT copies FROM held_more
            ), box AS (
                UPDATE mailbox m SET
                    uid_next = m.uid_next + sums.messages, mod_seq = %s, messages = m.messages + sums.messages,
                    unseen = m.unseen + sums.unseen, deleted = m.deleted + sums.deleted, octets = m.octets + sums.octets
                FROM target t, sums, (SELECT coalesce(sum(copies), 0) AS copies FROM held) h
                WHERE m.account_id = $1 AND m.mailbox_id = t.mailbox_id AND t.fits AND NOT t.no_select AND sums.messages > 0
                    AND h.copies = sums.messages
                RETURNING m.mailbox_id, m.uid_next - sums.messages AS first_uid, m.uid_next, m.mod_seq
            ), words AS (
                INSERT INTO mailbox_keyword (account_id, mailbox_id, folded, keyword)
                SELECT DISTINCT ON (lower(k)) $1, box.mailbox_id, lower(k), k FROM source s CROSS JOIN box CROSS JOIN unnest(s.keywords) AS k
                ON CONFLICT DO NOTHING
            ), message_rows AS (
                INSERT INTO message (account_id, mailbox_id, uid, mod_seq, internal_date, save_date, size, body_id, system_flags, keywords)
                SELECT $1, box.mailbox_id, box.first_uid + s.nth, box.mod_seq, s.internal_date,
                    (extract(epoch FROM now()) * 1000)::bigint, s.size, s.body_id, s.system_flags,
                    CASE WHEN s.keywords IS NOT NULL THEN ARRAY(
                        SELECT DISTINCT coalesce(w.keyword, k) FROM unnest(s.keywords) AS k LEFT JOIN mailbox_keyword w
                            ON w.account_id = $1 AND w.mailbox_id = box.mailbox_id AND w.folded = lower(k)
                        ORDER BY 1) END
                FROM source s CROSS JOIN box
            )
            SELECT t.no_select, t.fits, t.mailbox_id, t.uid_validity, s.uid, box.first_uid + s.nth, box.mod_seq, box.uid_next,
                $7 AND EXISTS (SELECT 1 FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
                    SELECT 1 FROM tombstone d
                    WHERE d.account_id = $1 AND d.mailbox_id = $2 AND d.uid BETWEEN r.first AND r.last LIMIT 1) gone)
            FROM target t LEFT JOIN source s ON true LEFT JOIN box ON true ORDER BY s.uid
            """.formatted(QuotaStatement.FITS, QuotaStatement.USAGE_IF_LIMITED, ModSeqs.NEXT);

    private CopyStatement() {}

    /** The answer and what to tell others. */
    public record Copied(CopyResponse response, long modSeq, long uidNext) {}

    /** Whether there has to be room for what is copied. */
    public enum Quota {
        CHECKED,
        /** The source goes in the same transaction. */
        IGNORED
    }

    /** What an expunged message among those that are meant does to the copy. */
    public enum Expunged {
        REFUSED,
        /** Unless it goes in the very moment of the copy. */
        LEFT_OUT
    }

    /** @throws RefusedException NO_SUCH_MAILBOX, MAILBOX_NOT_SELECTABLE, OVER_QUOTA, or MESSAGE_GONE when one was expunged meanwhile */
    public static Copied run(
            Transaction transaction, long accountId, long mailboxId, UidRanges uids, String target, Expunged expunged)
            throws InterruptedException {
        return run(transaction, accountId, mailboxId, uids, target, Quota.CHECKED, expunged);
    }

    /** The same with a choice about the quota. */
    public static Copied run(
            Transaction transaction, long accountId, long mailboxId, UidRanges uids, String target, Quota quota)
            throws InterruptedException {
        return run(transaction, accountId, mailboxId, uids, target, quota, Expunged.REFUSED);
    }

    private static Copied run(
            Transaction transaction,
            long accountId,
            long mailboxId,
            UidRanges uids,
            String target,
            Quota quota,
            Expunged expunged)
            throws InterruptedException {
        Tuple tuple = Tuple.of(accountId, mailboxId, uids.firsts(), uids.lasts(), target, quota == Quota.IGNORED)
                .addBoolean(expunged == Expunged.REFUSED);
        List<Row> rows = new ArrayList<>();
        transaction.run(SQL, tuple).forEach(rows::add);
        if (rows.isEmpty()) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        Row first = rows.getFirst();
        check(first);
        CopyResponse.Builder response =
                CopyResponse.newBuilder().setTargetMailboxId(first.getLong(2)).setUidValidity(first.getLong(3));
        if (first.getLong(4) == null) {
            return new Copied(response.build(), 0, 0);
        }
        for (Row row : rows) {
            if (row.getLong(5) == null) {
                throw new RefusedException(Refusal.MESSAGE_GONE);
            }
            response.addSourceUids(row.getLong(4)).addTargetUids(row.getLong(5));
        }
        return new Copied(response.build(), first.getLong(6), first.getLong(7));
    }

    private static void check(Row row) {
        if (row.getBoolean(0)) {
            throw new RefusedException(Refusal.MAILBOX_NOT_SELECTABLE);
        }
        if (row.getBoolean(8)) {
            throw new RefusedException(Refusal.MESSAGE_GONE);
        }
        if (!row.getBoolean(1)) {
            throw new RefusedException(Refusal.OVER_QUOTA);
        }
    }
}
