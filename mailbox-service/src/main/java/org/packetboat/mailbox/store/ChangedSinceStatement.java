package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * Which UIDs have a MODSEQ above another one, among messages or in the log of expunges. Few of them are found by MODSEQ; when there are many, the
 * range of UIDs is walked page by page. No snapshot: what changes meanwhile has a MODSEQ that the asker has not seen, so it is found again later.
 */
public final class ChangedSinceStatement {
    /** UIDs of a page. */
    public static final int PAGE = 5_000;

    private static final String BY_MOD_SEQ = """
        SELECT uid FROM %s WHERE account_id = $1 AND mailbox_id = $2 AND mod_seq > 0 AND mod_seq > $3
        ORDER BY mod_seq LIMIT $4
        """;

    /** The sum keeps the index on MODSEQs out of the plan. */
    private static final String BY_UID = """
        SELECT uid FROM %s WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN $4 AND $5 AND mod_seq + 0 > $3
        ORDER BY uid LIMIT $6
        """;

    private static final String LOG_FROM =
            "SELECT expunge_log_from FROM mailbox WHERE account_id = $1 AND mailbox_id = $2";

    private static final String HIGHEST = """
        SELECT max(o.mod_seq) FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last) CROSS JOIN LATERAL (
            SELECT max(m.mod_seq + 0) AS mod_seq FROM message m
            WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN r.first AND r.last) o
        """;

    private final Database database;
    private final long accountId;
    private final long mailboxId;
    private final long sinceModSeq;

    public ChangedSinceStatement(Database database, long accountId, long mailboxId, long sinceModSeq) {
        this.database = database;
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.sinceModSeq = sinceModSeq;
    }

    /** Where to look. */
    public enum Source {
        MESSAGES("message"),
        EXPUNGE_LOG("tombstone");

        private final String byModSeq;
        private final String byUid;

        Source(String table) {
            byModSeq = BY_MOD_SEQ.formatted(table);
            byUid = BY_UID.formatted(table);
        }
    }

    /** Takes pages. */
    @FunctionalInterface
    public interface Pages {
        void take(UidRanges uids) throws InterruptedException;
    }

    /** Gives the UIDs between {@code first} and {@code last} in ascending pages, none of them empty. */
    public void read(Source source, long first, long last, Pages pages) throws InterruptedException {
        if (last - first >= PAGE) {
            long[] few = uids(database.run(source.byModSeq, Tuple.of(accountId, mailboxId, sinceModSeq, PAGE + 1)));
            if (few.length <= PAGE) {
                Arrays.sort(few);
                give(
                        Arrays.stream(few)
                                .filter(uid -> uid >= first && uid <= last)
                                .toArray(),
                        pages);
                return;
            }
        }
        long from = first;
        long[] page;
        do {
            page = uids(database.run(
                    source.byUid,
                    Tuple.of(accountId, mailboxId, sinceModSeq, from, last).addInteger(PAGE)));
            give(page, pages);
            from = page.length == 0 ? last : page[page.length - 1] + 1;
        } while (page.length == PAGE && from <= last);
    }

    private static void give(long[] ascending, Pages pages) throws InterruptedException {
        if (ascending.length > 0) {
            pages.take(UidRanges.of(ascending));
        }
    }

    private static long[] uids(Iterable<Row> rows) {
        long[] uids = new long[PAGE + 1];
        int n = 0;
        for (Row row : rows) {
            uids[n++] = row.getLong(0);
        }
        return Arrays.copyOf(uids, n);
    }

    /**
     * Up to which MODSEQ the log of expunges has gaps.
     *
     * @throws RefusedException NO_SUCH_MAILBOX
     */
    public long logFrom() throws InterruptedException {
        for (Row row : database.run(LOG_FROM, Tuple.of(accountId, mailboxId))) {
            return row.getLong(0);
        }
        throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
    }

    /** The highest MODSEQ among these messages, 0 when none of them is there. */
    public static long highest(Database database, long accountId, long mailboxId, UidRanges uids)
            throws InterruptedException {
        for (Row row : database.run(HIGHEST, Tuple.of(accountId, mailboxId, uids.firsts(), uids.lasts()))) {
            Long highest = row.getLong(0);
            return highest == null ? 0 : highest;
        }
        return 0;
    }
}
