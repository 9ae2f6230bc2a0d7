package org.packetboat.mailbox.store;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** A database with our schema, for tests. */
public final class DatabaseFixture implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Database database;

    private DatabaseFixture(DatabaseOptions options) {
        Migrations.run(options);
        database = Database.open(vertx, options);
    }

    public static DatabaseFixture start() throws Exception {
        String external = System.getProperty("packetboat.test.database", "");
        return new DatabaseFixture(DatabaseOptions.of(URI.create(external), "mailbox", "x"));
    }

    public Database database() {
        return database;
    }

    /** An active account with an INBOX; its id. */
    public long account(String address) throws InterruptedException {
        long id = number("INSERT INTO account (address, state) VALUES ($1, 'active') RETURNING account_id", address);
        mailbox(id, "INBOX");
        return id;
    }

    /** A new mailbox; its id. */
    public long mailbox(long accountId, String name) throws InterruptedException {
        return number(
                "INSERT INTO mailbox (account_id, name, uid_validity) VALUES ($1, $2, 7) RETURNING mailbox_id",
                accountId,
                name);
    }

    /** The first column of the only row. */
    public long number(String sql, Object... parameters) throws InterruptedException {
        for (Row row : database.run(sql, Tuple.from(parameters))) {
            return row.getLong(0) == null ? -1 : row.getLong(0);
        }
        throw new AssertionError("no row");
    }

    @Override
    public void close() throws Exception {
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
