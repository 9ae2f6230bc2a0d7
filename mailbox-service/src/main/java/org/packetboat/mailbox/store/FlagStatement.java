package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.packetboat.contracts.mailbox.StoreResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** Changes flags of messages in one statement; the mailbox row is locked already. Only what really changes gets a new MODSEQ. */
public final class FlagStatement {
    private static final String LOCK =
            "SELECT mod_seq, uid_next FROM mailbox WHERE account_id = $1 AND mailbox_id = $2 FOR UPDATE";

    /**
     * $5 is what stays of the flags, $6 what is added; messages with a MODSEQ above $7 are held: they stay as they are. Ranges are looked up one by one and rows by their UIDs, so that a large mailbox is never read
     * whole, whatever the planner thinks of its size.
     */
    private static final String SQL = """
        WITH old AS MATERIALIZED (
            SELECT o.*, NOT o.held AND (o.system_flags <> o.new_flags OR o.keywords IS DISTINCT FROM o.new_keywords) AS hit
            FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
                SELECT m.uid, m.mod_seq, m.system_flags, m.keywords, m.mod_seq > $7 AS held,
                    m.system_flags & $5 | $6 AS new_flags, %1$s AS new_keywords
                FROM message m WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last
                ORDER BY m.uid OFFSET 0) o
        ), box AS (
            UPDATE mailbox m SET mod_seq = %2$s, unseen = m.unseen + d.unseen, deleted = m.deleted + d.deleted
            FROM (SELECT sum((system_flags & 1) - (new_flags & 1)) AS unseen,
                    sum((new_flags >> 3 & 1) - (system_flags >> 3 & 1)) AS deleted
                FROM old WHERE hit HAVING count(*) > 0) d
            WHERE m.account_id = $1 AND m.mailbox_id = $2
            RETURNING m.mod_seq
        ), done AS (
            UPDATE message m SET system_flags = m.system_flags & $5 | $6, keywords = %1$s, mod_seq = box.mod_seq
            FROM box WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid = ANY(ARRAY(SELECT uid FROM old WHERE hit))
        )
        SELECT o.uid, CASE WHEN o.hit THEN box.mod_seq ELSE o.mod_seq END,
            CASE WHEN o.held THEN o.system_flags ELSE o.new_flags END, CASE WHEN o.held THEN o.keywords ELSE o.new_keywords END,
            o.mod_seq, o.held
        FROM old o LEFT JOIN box ON true ORDER BY o.uid
        """;

    /**
     * The same as a transaction of its own, without a lock taken first: the update of the mailbox row finds out whether anybody has changed the
     * mailbox since this statement began to look, and then nothing at all happens.
     */
    private static final String AT_ONCE = """
        WITH seen AS MATERIALIZED (
            SELECT mod_seq, uid_next FROM mailbox WHERE account_id = $1 AND mailbox_id = $2
        ), old AS MATERIALIZED (
            SELECT o.*, o.system_flags <> o.new_flags AS hit
            FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
                SELECT m.uid, m.mod_seq, m.system_flags, m.keywords, m.system_flags & $5 | $6 AS new_flags
                FROM message m WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last
                ORDER BY m.uid OFFSET 0) o
        ), box AS (
            UPDATE mailbox m SET mod_seq = %s, unseen = m.unseen + d.unseen, deleted = m.deleted + d.deleted
            FROM (SELECT sum((system_flags & 1) - (new_flags & 1)) AS unseen,
                    sum((new_flags >> 3 & 1) - (system_flags >> 3 & 1)) AS deleted
                FROM old WHERE hit HAVING count(*) > 0) d, seen
            WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.mod_seq = seen.mod_seq
            RETURNING m.mod_seq
        ), done AS (
            UPDATE message m SET system_flags = m.system_flags & $5 | $6, mod_seq = box.mod_seq
            FROM box WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid = ANY(ARRAY(SELECT uid FROM old WHERE hit))
        ), remembered AS (
            INSERT INTO operation (account_id, operation_id, result) SELECT $1, $7, '' FROM box
        )
        SELECT o.uid, CASE WHEN o.hit THEN box.mod_seq ELSE o.mod_seq END, o.new_flags, o.keywords, o.mod_seq, o.hit,
            seen.mod_seq, seen.uid_next, box.mod_seq
        FROM seen LEFT JOIN old o ON true LEFT JOIN box ON true ORDER BY o.uid
        """.formatted(ModSeqs.NEXT);

    private static final String SYSTEM_ONLY = SQL.formatted("m.keywords", ModSeqs.NEXT);

    /** $8: no keyword stays; $9: these do not; $10: these are added. In the order in which an append puts them, whatever the database's collation. */
    private static final String WITH_KEYWORDS = SQL.formatted("""
                NULLIF(ARRAY(SELECT k COLLATE "C" FROM unnest(m.keywords) AS k WHERE NOT $8 AND k <> ALL($9::text[])
                    UNION SELECT unnest($10::text[]) COLLATE "C" ORDER BY 1), '{}')\
                """, ModSeqs.NEXT);

    private static final String READ = """
        SELECT o.uid, o.mod_seq, o.system_flags, o.keywords
        FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
            SELECT m.uid, m.mod_seq, m.system_flags, m.keywords FROM message m
            WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last
            ORDER BY m.uid OFFSET 0) o
        ORDER BY o.uid
        """;

    private static final String HIGHEST = "SELECT mod_seq FROM mailbox WHERE account_id = $1 AND mailbox_id = $2";

    private final Transaction transaction;
    private final long accountId;
    private final long mailboxId;
    private final UidRanges uids;
    private final Pending<RowSet<Row>> locked;

    /** Locks the mailbox row. */
    public FlagStatement(Transaction transaction, long accountId, long mailboxId, UidRanges uids) {
        this.transaction = transaction;
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.uids = uids;
        this.locked = transaction.send(LOCK, Tuple.of(accountId, mailboxId));
    }

    /** What happens to flags: {@code old & keep | add}. */
    public record SystemChange(int keep, int add) {}

    /** No MODSEQ is above it. */
    public static final long WHATEVER_HAPPENED = Long.MAX_VALUE;

    /** What happens to keywords; spelled as the mailbox does. */
    public record KeywordChange(boolean dropAll, String[] drop, String[] add) {}

    /** Afterwards. */
    public record Outcome(StoreResponse response, long uidNext, boolean changed) {}

    /** A change that was sent. */
    public interface Sent {
        /** @throws RefusedException NO_SUCH_MAILBOX */
        Outcome await() throws InterruptedException;
    }

    /** Waits for the lock. */
    public void awaitLock() throws InterruptedException {
        mailbox();
    }

    /**
     * Sends the change of flags; keywords stay.
     *
     * @param unchangedSince messages with a MODSEQ above it are left as they are
     */
    public Sent send(SystemChange change, long unchangedSince) {
        return sent(transaction.send(SYSTEM_ONLY, parameters(change, unchangedSince)));
    }

    private Tuple parameters(SystemChange change, long unchangedSince) {
        return Tuple.of(accountId, mailboxId, uids.firsts(), uids.lasts(), change.keep(), change.add())
                .addLong(unchangedSince);
    }

    /** Sends the change of flags and keywords. */
    public Sent send(SystemChange change, KeywordChange keywords, long unchangedSince) {
        Tuple tuple = parameters(change, unchangedSince);
        tuple.addBoolean(keywords.dropAll()).addValue(keywords.drop()).addValue(keywords.add());
        return sent(transaction.send(WITH_KEYWORDS, tuple));
    }

    private Sent sent(Pending<RowSet<Row>> states) {
        return () -> {
            Row mailbox = mailbox();
            long before = mailbox.getLong(0);
            StoreResponse.Builder response = StoreResponse.newBuilder();
            long highest = before;
            for (Row row : states.await()) {
                response.addStates(FlagStates.of(row).toBuilder().setPreviousModSeq(row.getLong(4)));
                if (row.getBoolean(5)) {
                    response.addModified(row.getLong(0));
                }
                highest = Math.max(highest, row.getLong(1));
            }
            boolean changed = highest > before;
            response.setHighestModSeq(highest).setChangedModSeq(changed ? highest : 0);
            response.setPreviousHighestModSeq(before);
            return new Outcome(response.build(), mailbox.getLong(1), changed);
        };
    }

    private Row mailbox() throws InterruptedException {
        for (Row row : locked.await()) {
            return row;
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }

    /**
     * Changes flags, keywords staying, as a transaction of its own with its operation row. Empty when somebody else changed the mailbox meanwhile:
     * then nothing has happened.
     */
    public static Pending<Optional<Outcome>> atOnce(
            Database database, long accountId, long mailboxId, UidRanges uids, SystemChange change, UUID operationId) {
        Tuple tuple = Tuple.of(accountId, mailboxId, uids.firsts(), uids.lasts(), change.keep(), change.add());
        return database.send(AT_ONCE, tuple.addValue(operationId)).map(FlagStatement::outcome);
    }

    private static Optional<Outcome> outcome(RowSet<Row> rows) {
        StoreResponse.Builder response = StoreResponse.newBuilder();
        long uidNext = -1;
        for (Row row : rows) {
            uidNext = row.getLong(7);
            Long changed = row.getLong(8);
            response.setChangedModSeq(changed == null ? 0 : changed);
            response.setHighestModSeq(changed == null ? row.getLong(6) : changed);
            response.setPreviousHighestModSeq(row.getLong(6));
            if (row.getLong(0) == null) {
                break;
            }
            if (row.getBoolean(5) && changed == null) {
                return Optional.empty();
            }
            response.addStates(FlagStates.of(row).toBuilder().setPreviousModSeq(row.getLong(4)));
        }
        if (uidNext < 0) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        return Optional.of(new Outcome(response.build(), uidNext, response.getChangedModSeq() > 0));
    }

    /** The state of messages as it is now. */
    public static StoreResponse read(Database database, long accountId, long mailboxId, UidRanges uids)
            throws InterruptedException {
        StoreResponse.Builder response = StoreResponse.newBuilder();
        Tuple tuple = Tuple.of(accountId, mailboxId, uids.firsts(), uids.lasts());
        for (Row row : database.run(READ, tuple)) {
            response.addStates(FlagStates.of(row));
        }
        for (Row row : database.run(HIGHEST, Tuple.of(accountId, mailboxId))) {
            response.setHighestModSeq(row.getLong(0));
        }
        return response.build();
    }
}
