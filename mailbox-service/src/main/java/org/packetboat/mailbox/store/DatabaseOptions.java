package org.packetboat.mailbox.store;

import java.net.URI;
import java.time.Duration;
import org.packetboat.service.config.store.DatabaseEndpoint;

/**
 * How to reach the database and how much of it to use.
 *
 * @param connections most connections open at a time; also how many transactions share one flush of the log
 * @param deadline for one statement, and for one transaction with its repeats, unless the caller has less time
 */
public record DatabaseOptions(
        DatabaseEndpoint endpoint, String user, String password, String schema, int connections, Duration deadline) {
    /** Of connections of one instance. */
    public static final int DEFAULT_CONNECTIONS = 16;

    /** Well within the margin between the end of an object's references and its deletion. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    public DatabaseOptions {
        if (connections < 1 || deadline.toMillis() < 1) {
            throw new IllegalArgumentException("connections and deadline are positive");
        }
    }

    /** In plaintext, schema {@code mailbox} with the defaults. */
    public static DatabaseOptions of(URI url, String user, String password) {
        return of(DatabaseEndpoint.plaintext(url), user, password);
    }

    /** Schema {@code mailbox} with the defaults. */
    public static DatabaseOptions of(DatabaseEndpoint endpoint, String user, String password) {
        return new DatabaseOptions(endpoint, user, password, "mailbox", DEFAULT_CONNECTIONS, DEFAULT_DEADLINE);
    }

    @Override
    public String toString() {
        return "DatabaseOptions[" + endpoint + " user=" + user + " schema=" + schema + " connections=" + connections
                + "]";
    }
}
