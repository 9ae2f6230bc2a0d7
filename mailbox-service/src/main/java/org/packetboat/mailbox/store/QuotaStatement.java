package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * Quotas and what accounts use of them.
 *
 * <p>Usage is the sum of the exact counters in the account's mailbox rows, taken when somebody asks and, by what adds messages, when the account has
 * a quota at all. A counter of the account's own would be a second row that every append, expunge and delivery updates, and one that makes those to
 * different mailboxes of an account wait for each other; the sum costs nothing where there is no quota, some microseconds with the mailboxes
 * that people have and some milliseconds with the 10,000 that they may have. Appends that run at the same time do not see each other: together
 * they may go over the quota by what they bring.
 */
public final class QuotaStatement {
    /** What {@link #FITS} needs of the account of a mailbox row called b; the sum is not made when there is no quota. */
    static final String USAGE_IF_LIMITED = """
            LEFT JOIN account a ON a.account_id = b.account_id
                LEFT JOIN LATERAL (
                    SELECT sum(u.octets) AS octets, sum(u.messages) AS messages FROM mailbox u
                    WHERE u.account_id = $1 AND (a.quota_octets IS NOT NULL OR a.quota_messages IS NOT NULL)) used ON true""";

    /** Whether there is room for what a relation called sums adds. */
    static final String FITS = """
            (coalesce(sums.octets + used.octets <= a.quota_octets, true)
                    AND coalesce(sums.messages + used.messages <= a.quota_messages, true))""";

    private static final String USED = """
            SELECT a.quota_octets, a.quota_messages, sum(m.octets)::bigint, sum(m.messages)::bigint
            FROM account a JOIN mailbox m ON m.account_id = a.account_id
            WHERE a.account_id = $1 GROUP BY a.account_id
            """;

    private static final String SET = """
            UPDATE account SET quota_octets = $2, quota_messages = $3
            WHERE account_id = (SELECT account_id FROM address WHERE address = $1 AND kind = 'account')
                AND state = 'active'
            """;

    private QuotaStatement() {}

    /** Limits; empty for none. */
    public record Quota(OptionalLong octets, OptionalLong messages) {
        public static final Quota NONE = new Quota(OptionalLong.empty(), OptionalLong.empty());
    }

    /** What is used of which limits. */
    public record Usage(Quota quota, long octets, long messages) {
        /** Whether a message of this size can be added. */
        public boolean hasRoomFor(long size) {
            return octets + size <= quota.octets.orElse(Long.MAX_VALUE)
                    && messages < quota.messages.orElse(Long.MAX_VALUE);
        }
    }

    /** @throws RefusedException NO_SUCH_ACCOUNT */
    public static Usage usage(Database database, long accountId) throws InterruptedException {
        for (Row row : database.run(USED, Tuple.of(accountId))) {
            return new Usage(quota(row, 0), row.getLong(2), row.getLong(3));
        }
        throw new RefusedException(Refusal.NO_SUCH_ACCOUNT);
    }

    /** Reads both limits. */
    static Quota quota(Row row, int column) {
        return new Quota(limit(row, column), limit(row, column + 1));
    }

    private static OptionalLong limit(Row row, int column) {
        Long limit = row.getLong(column);
        return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** Whether there is an active account with this address. */
    public static boolean set(Database database, String address, Quota quota) throws InterruptedException {
        Tuple parameters = Tuple.of(address);
        addTo(parameters, quota);
        return database.run(SET, parameters).rowCount() == 1;
    }

    /** Adds both limits. */
    static void addTo(Tuple parameters, Quota quota) {
        parameters.addValue(value(quota.octets)).addValue(value(quota.messages));
    }

    private static @Nullable Long value(OptionalLong limit) {
        return limit.isPresent() ? (Long) limit.getAsLong() : null;
    }
}
