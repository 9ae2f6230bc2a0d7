package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Forgetting of message ids; they are noted by {@link Conversations}. */
public final class ConversationTable {
    /** A yearly answer still finds its conversation. */
    private static final Duration RETENTION = Duration.ofDays(400);

    private static final String CLEAN = """
            DELETE FROM conversation WHERE (account_id, message_key) IN (
                SELECT account_id, message_key FROM conversation
                WHERE noted_at < now() - $2::bigint * interval '1 millisecond' LIMIT $1 FOR UPDATE SKIP LOCKED)
            """;

    private final Database database;

    public ConversationTable(Database database) {
        this.database = database;
    }

    /** Removes at most {@code limit} rows that have expired; returns how many. */
    public int clean(int limit) throws InterruptedException {
        return database.run(CLEAN, Tuple.of(limit, RETENTION.toMillis())).rowCount();
    }
}
