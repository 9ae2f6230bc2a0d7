package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What logins may send: from which addresses, and to how many recipients.
 *
 * <p>Recipients are counted by the hours and days of the database's clock. What counts against a limit is this hour's count and that share of the hour
 * before which the last sixty minutes still hold, as if it had been spread evenly; likewise for days. So one row for an account is enough, and an account that
 * bursts at the end of an hour cannot burst again at the beginning of the next.
 */
public final class SubmissionTable {
    private static final String CLOCK = """
            clock AS (
                SELECT extract(epoch FROM clock_timestamp()) / 3600 AS hours, extract(epoch FROM clock_timestamp()) / 86400 AS days)
            """;

    /** Of the window that ends now: the parameters are what the row says, and the columns of {@link #CLOCK}. */
    private static final String USED = """
            CASE WHEN c.%1$s >= floor(clock.%1$ss) THEN c.%1$s_count + ceil(c.%1$s_before * (floor(clock.%1$ss) + 1 - clock.%1$ss))
                WHEN c.%1$s = floor(clock.%1$ss) - 1 THEN ceil(c.%1$s_count * (floor(clock.%1$ss) + 1 - clock.%1$ss))
                ELSE 0 END
            """;

    private static final String LIMITS = """
            nullif(coalesce(a.recipients_per_hour, $%1$d::int), 0) AS hour_limit,
                nullif(coalesce(a.recipients_per_day, $%2$d::int), 0) AS day_limit
            """;

    private static final String ADMIT =
            "WITH " + CLOCK + """
            SELECT a.copy_to_sent,
                $2 = a.address OR coalesce($2 = ANY(a.sender_addresses), false),
                LEAST(
                    CASE WHEN a.hour_limit > 0 THEN GREATEST(0, a.hour_limit - coalesce(%s, 0)) END,
                    CASE WHEN a.day_limit > 0 THEN GREATEST(0, a.day_limit - coalesce(%s, 0)) END)::bigint
            FROM clock, (SELECT a.*, %s FROM account a WHERE a.account_id = $1 AND a.state = 'active') a
            LEFT JOIN recipient_count c ON c.account_id = a.account_id
            """.formatted(USED.formatted("hour"), USED.formatted("day"), LIMITS.formatted(3, 4));

    private static final String SHIFT = """
            %1$s_before = CASE WHEN c.%1$s >= excluded.%1$s THEN c.%1$s_before
                    WHEN c.%1$s = excluded.%1$s - 1 THEN c.%1$s_count ELSE 0 END,
                %1$s_count = CASE WHEN c.%1$s >= excluded.%1$s THEN c.%1$s_count ELSE 0 END + excluded.%1$s_count,
                %1$s = GREATEST(c.%1$s, excluded.%1$s)""";

    private static final String FITS = """
            coalesce((SELECT %2$s FROM clock) + $2 <= (SELECT %1$s_limit FROM limits), true)""";

    private static final String COUNT = "WITH " + CLOCK + ", limits AS (SELECT " + LIMITS.formatted(3, 4)
            + """
                FROM account a WHERE a.account_id = $1 AND a.state = 'active')
            INSERT INTO recipient_count AS c (account_id, hour, hour_count, hour_before, day, day_count, day_before)
            SELECT $1, floor(hours)::bigint, $2::bigint, 0, floor(days)::bigint, $2::bigint, 0 FROM clock, limits
            WHERE coalesce($2::bigint <= hour_limit, true) AND coalesce($2::bigint <= day_limit, true)
            ON CONFLICT (account_id) DO UPDATE SET
                %s, %s
            WHERE %s AND %s
            RETURNING account_id
            """.formatted(
                            SHIFT.formatted("hour"),
                            SHIFT.formatted("day"),
                            FITS.formatted("hour", USED.formatted("hour")),
                            FITS.formatted("day", USED.formatted("day")));

    /**
     * They were counted moments ago: in the hour of the row, or in the one before if it has been shifted since. Taken from the newer one first, they weigh
     * less than they did for as long as that is remembered, and never by more than themselves.
     */
    private static final String TAKE_OFF = """
            %1$s_before = GREATEST(0, %1$s_before - GREATEST(0, $2::bigint - %1$s_count)),
                %1$s_count = GREATEST(0, %1$s_count - $2::bigint)""";

    private static final String GIVE_BACK = "UPDATE recipient_count SET %s, %s WHERE account_id = $1"
            .formatted(TAKE_OFF.formatted("hour"), TAKE_OFF.formatted("day"));

    private final Database database;
    private final Limits defaults;

    /** @param defaults of accounts whose settings say nothing */
    public SubmissionTable(Database database, Limits defaults) {
        this.database = database;
        this.defaults = defaults;
    }

    /** Recipients; 0 for no limit. */
    public record Limits(int perHour, int perDay) {}

    /**
     * What an account may do.
     *
     * @param isOwned whether the address is its own, or one that its settings name; what leads to it is for the directory to tell
     * @param recipientsLeft empty without a limit
     */
    public record Allowance(boolean isOwned, boolean copiesToSent, OptionalLong recipientsLeft) {}

    /**
     * Empty when there is no such account any more.
     *
     * @param sender folded
     */
    public Optional<Allowance> admit(long accountId, String sender) throws InterruptedException {
        for (Row row : database.run(ADMIT, Tuple.of(accountId, sender, defaults.perHour(), defaults.perDay()))) {
            Long left = row.getLong(2);
            return Optional.of(new Allowance(
                    row.getBoolean(1), row.getBoolean(0), left == null ? OptionalLong.empty() : OptionalLong.of(left)));
        }
        return Optional.empty();
    }

    /** Counts them, unless that would be too many: then false. */
    public boolean count(long accountId, int recipients) throws InterruptedException {
        return database.run(COUNT, Tuple.of(accountId, (long) recipients, defaults.perHour(), defaults.perDay()))
                        .size()
                == 1;
    }

    /** So many that were counted a moment ago count no more. */
    public void giveBack(long accountId, int recipients) throws InterruptedException {
        database.run(GIVE_BACK, Tuple.of(accountId, (long) recipients));
    }
}
