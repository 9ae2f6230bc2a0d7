package org.packetboat.mailbox.store;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach the database and how much of it to use.
 *
 * @param url {@code postgresql://host:port/database}
 * @param connections most connections open at a time; also how many transactions share one flush of the log
 * @param deadline for one statement, and for one transaction with its repeats, unless the caller has less time
 */
public record DatabaseOptions(
        URI url, String user, String password, String schema, int connections, Duration deadline) {
    /** Of connections of one instance. */
    public static final int DEFAULT_CONNECTIONS = 16;

    /** Well within the margin between the end of an object's references and its deletion. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    public DatabaseOptions {
        if (!"postgresql".equals(url.getScheme())
                || url.getHost() == null
                || url.getPath().length() < 2) {
            throw new IllegalArgumentException("not postgresql://host:port/database");
        }
        if (connections < 1 || deadline.toMillis() < 1) {
            throw new IllegalArgumentException("connections and deadline are positive");
        }
    }

    /** Schema {@code mailbox} with the defaults. */
    public static DatabaseOptions of(URI url, String user, String password) {
        return new DatabaseOptions(url, user, password, "mailbox", DEFAULT_CONNECTIONS, DEFAULT_DEADLINE);
    }

    String host() {
        return url.getHost();
    }

    int port() {
        return url.getPort() < 0 ? 5432 : url.getPort();
    }

    String database() {
        return url.getPath().substring(1);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database();
    }

    @Override
    public String toString() {
        return "DatabaseOptions[" + url + " user=" + user + " schema=" + schema + " connections=" + connections + "]";
    }
}
