package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Tuple;

/** Cleaning of dedup rows; they are written by {@link DeliveryStatement}. */
public final class DeliveredTable {
    private static final String CLEAN = """
            DELETE FROM delivered WHERE (account_id, delivery_id) IN (
                SELECT account_id, delivery_id FROM delivered WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED)
            """;

    private final Database database;

    public DeliveredTable(Database database) {
        this.database = database;
    }

    /** Removes at most {@code limit} rows that have expired; returns how many. */
    public int clean(int limit) throws InterruptedException {
        return database.run(CLEAN, Tuple.of(limit)).rowCount();
    }
}
