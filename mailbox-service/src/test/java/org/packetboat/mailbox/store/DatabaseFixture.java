package org.packetboat.mailbox.store;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.Infrastructure.PostgresEndpoint;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;

/** A database with our schema, for tests. */
public final class DatabaseFixture implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Database database;

    private DatabaseFixture(DatabaseOptions options) {
        Migrations.run(options);
        database = Database.open(vertx, options);
    }

    /** On the database that the test JVM's ITs share, or on the one named by {@code -Dpacketboat.test.database=postgresql://...}. */
    public static DatabaseFixture start() throws Exception {
        String external = System.getProperty("packetboat.test.database", "");
        if (!external.isEmpty()) {
            return new DatabaseFixture(DatabaseOptions.of(URI.create(external), "mailbox", "x"));
        }
        PostgresEndpoint postgres = SharedServer.INFRASTRUCTURE.postgres(DatabaseRole.MAILBOX);
        return new DatabaseFixture(
                DatabaseOptions.of(URI.create(postgres.url()), postgres.user(), postgres.password()));
    }

    /** Started with the first test that asks, ended with the JVM. */
    private static final class SharedServer {
        static final Infrastructure INFRASTRUCTURE = start();

        private static Infrastructure start() {
            try {
                return Infrastructure.start(Files.createTempDirectory("packetboat-store"), EnumSet.of(Server.POSTGRES));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
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

    /** The first column of all rows. */
    public List<Long> numbers(String sql, Object... parameters) throws InterruptedException {
        List<Long> numbers = new ArrayList<>();
        database.run(sql, Tuple.from(parameters)).forEach(row -> numbers.add(row.getLong(0)));
        return numbers;
    }

    /** The UIDs of a mailbox by its blocks. */
    public List<Long> uidSet(long accountId, long mailboxId) throws InterruptedException {
        UidRanges uids = database.snapshot(transaction -> {
            long uidNext = transaction
                    .run("SELECT uid_next FROM mailbox WHERE mailbox_id = $1", Tuple.of(mailboxId))
                    .iterator()
                    .next()
                    .getLong(0);
            return UidBlockTable.present(
                    UidBlockTable.sendAll(transaction, accountId, mailboxId).await(), uidNext);
        });
        List<Long> list = new ArrayList<>();
        for (int i = 0; i < uids.size(); i++) {
            for (long uid = uids.first(i); uid <= uids.last(i); uid++) {
                list.add(uid);
            }
        }
        return list;
    }

    @Override
    public void close() throws Exception {
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
