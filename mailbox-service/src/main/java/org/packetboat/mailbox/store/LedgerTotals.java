package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.ThreadLocalRandom;

/** Sums over all objects, kept up with every fold so that nobody has to count them. */
public final class LedgerTotals {
    private static final int SLOTS = 8;

    private static final String SUM = """
            SELECT coalesce(sum(objects), 0)::bigint, coalesce(sum(live_octets), 0)::bigint, coalesce(sum(dead_octets), 0)::bigint
            FROM ledger_total
            """;

    private LedgerTotals() {}

    /**
     * Of one moment.
     *
     * @param objects that bodies were put in and that are not deleted yet
     * @param deadOctets in them, of bodies that have ended or moved
     */
    public record Totals(long objects, long liveOctets, long deadOctets) {}

    public static Totals read(Database database) throws InterruptedException {
        for (Row row : database.run(SUM, Tuple.tuple())) {
            return new Totals(row.getLong(0), row.getLong(1), row.getLong(2));
        }
        throw new IllegalStateException("an aggregate without a row");
    }

    static int anySlot() {
        return ThreadLocalRandom.current().nextInt(SLOTS);
    }
}
