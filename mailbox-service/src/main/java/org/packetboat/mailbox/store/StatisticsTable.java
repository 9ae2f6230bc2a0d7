package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** How much there is, for the status page and for operators. Reads whole tables, though never those of messages. */
public final class StatisticsTable {
    private static final String COUNT = """
            SELECT (SELECT count(*) FROM domain),
                (SELECT count(*) FROM account WHERE state = 'active'),
                (SELECT count(*) FROM address WHERE kind = 'alias'),
                count(*), coalesce(sum(messages), 0)::bigint, coalesce(sum(octets), 0)::bigint
            FROM mailbox
            """;

    private StatisticsTable() {}

    /** Counts of one moment. */
    public record Statistics(long domains, long accounts, long aliases, long mailboxes, long messages, long octets) {}

    public static Statistics count(Database database) throws InterruptedException {
        for (Row row : database.run(COUNT, Tuple.tuple())) {
            return new Statistics(
                    row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
        throw new IllegalStateException("an aggregate without a row");
    }
}
