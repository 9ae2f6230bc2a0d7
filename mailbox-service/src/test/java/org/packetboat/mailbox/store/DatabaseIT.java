package org.packetboat.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.Infrastructure.PostgresEndpoint;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.service.config.store.DatabaseEndpoint;

/** Transactions when other ones, or the database itself, get in their way. */
class DatabaseIT {
    private static final Tuple NOTHING = Tuple.tuple();
    private static Infrastructure infrastructure;
    private static Vertx vertx;
    private static Database database;

    @TempDir
    static Path data;

    @BeforeAll
    static void start() throws Exception {
        infrastructure = Infrastructure.start(data, EnumSet.of(Server.POSTGRES));
        PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.MAILBOX);
        DatabaseOptions options = new DatabaseOptions(
                DatabaseEndpoint.plaintext(URI.create(postgres.url())),
                postgres.user(),
                postgres.password(),
                "mailbox",
                4,
                Duration.ofSeconds(5));
        Migrations.run(options);
        Migrations.run(options);
        vertx = Vertx.vertx();
        database = Database.open(vertx, options);
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
        vertx.close();
        infrastructure.close();
    }

    private static long domains() throws InterruptedException {
        return database.run("SELECT count(*) FROM domain", NOTHING)
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void membersOfAListThatWereThereAreWrittenAsTheyAreKnown() throws Exception {
        PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.MAILBOX);
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                InputStream migration = Objects.requireNonNull(
                        Migrations.class.getResourceAsStream("/db/migration/V91__members_as_written.sql"))) {
            // In front of the one that has been migrated.
            statement.execute("CREATE TEMPORARY TABLE list_member (list text NOT NULL, member text NOT NULL)");
            statement.execute("INSERT INTO list_member VALUES ('news@mail.test', 'zoe@far.test')");
            statement.execute(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
            try (ResultSet members = statement.executeQuery("SELECT written FROM list_member")) {
                assertThat(members.next()).isTrue();
                assertThat(members.getString(1)).isEqualTo("zoe@far.test");
            }
        }
    }

    @Test
    void aFailedStatementThatNobodyAwaitedStillFailsTheTransaction() throws Exception {
        long before = domains();
        assertThatThrownBy(() -> database.transact(transaction -> {
                    transaction.send("INSERT INTO domain (name) VALUES ('half.test')", NOTHING);
                    transaction.send("INSERT INTO domain (name) VALUES (NULL)", NOTHING);
                    transaction.sendCommit();
                    return "done";
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(domains()).isEqualTo(before);
    }

    /** A second end is a warning in the database's log (25P01). */
    @Test
    void whateverEndsATransactionEndsItOnce() throws Exception {
        database.run("ROLLBACK", NOTHING);
        Awaitility.await("what is looked for can be seen").until(() -> superfluousEnds() == 1);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> database.transact(transaction -> {
                        transaction.run("SELECT 1", NOTHING);
                        throw new RefusedException(Refusal.MESSAGE_GONE);
                    }))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> database.transact(
                            transaction -> transaction.run("INSERT INTO domain (name) VALUES (NULL)", NOTHING)))
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> database.transact(transaction -> {
                        Pending<?> failing = transaction.send("INSERT INTO domain (name) VALUES (NULL)", NOTHING);
                        transaction.sendCommit();
                        return failing.await();
                    }))
                    .isInstanceOf(RuntimeException.class);
        }
        database.run("ROLLBACK", NOTHING);
        Awaitility.await().until(() -> superfluousEnds() > 1);
        assertThat(superfluousEnds()).isEqualTo(2);
    }

    private static long superfluousEnds() throws IOException {
        try (Stream<String> lines = Files.lines(data.resolve("logs/postgres.log"))) {
            return lines.filter(line -> line.contains("no transaction in progress"))
                    .count();
        }
    }

    @Test
    void tellsWhichKeyWasTaken() throws Exception {
        database.run("INSERT INTO domain (name) VALUES ('twice.test')", NOTHING);
        assertThatThrownBy(() -> database.run("INSERT INTO domain (name) VALUES ('twice.test')", NOTHING))
                .isInstanceOfSatisfying(
                        DuplicateKeyException.class,
                        e -> assertThat(e.constraint()).isEqualTo("domain_pkey"));
    }

    @Test
    void aDeadlockIsRepeated() throws Exception {
        database.run("INSERT INTO domain (name) VALUES ('left.test'), ('right.test')", NOTHING);
        CountDownLatch bothHoldOne = new CountDownLatch(2);
        AtomicInteger attempts = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> left = threads.submit(() -> lock("left.test", "right.test", bothHoldOne, attempts));
            Future<Integer> right = threads.submit(() -> lock("right.test", "left.test", bothHoldOne, attempts));
            assertThat(left.get() + right.get()).isEqualTo(2);
        }
        assertThat(attempts).hasValueGreaterThan(2);
    }

    private static int lock(String first, String second, CountDownLatch bothHoldOne, AtomicInteger attempts)
            throws InterruptedException {
        String sql = "SELECT name FROM domain WHERE name = $1 FOR UPDATE";
        return database.transact(transaction -> {
            attempts.incrementAndGet();
            transaction.run(sql, Tuple.of(first));
            bothHoldOne.countDown();
            bothHoldOne.await();
            return transaction.run(sql, Tuple.of(second)).size();
        });
    }

    @Test
    void anOutageIsToldAndEnds() throws Exception {
        database.run("SELECT 1", NOTHING);
        infrastructure.kill(Server.POSTGRES);
        assertThatThrownBy(() -> database.run("SELECT 1", NOTHING)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> database.transact(transaction -> transaction.run("SELECT 1", NOTHING)))
                .isInstanceOf(UnavailableException.class);
        assertThat(database.isReachable()).isFalse();
        infrastructure.start(Server.POSTGRES);
        Awaitility.await().until(() -> database.isReachable());
        assertThat(domains()).isNotNegative();
    }

    @Test
    void aStatementThatTakesTooLongEndsAndItsConnectionIsFreeAgain() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThatThrownBy(() -> database.transact(transaction -> {
                        transaction.run("SET LOCAL statement_timeout = 50", NOTHING);
                        return transaction.run("SELECT pg_sleep(5)", NOTHING);
                    }))
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(database.isReachable()).isTrue();
    }
}
