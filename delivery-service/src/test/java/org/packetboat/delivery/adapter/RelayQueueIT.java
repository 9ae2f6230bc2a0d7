package org.packetboat.delivery.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Entry;
import org.packetboat.delivery.port.RelayQueue.Holder;
import org.packetboat.delivery.port.RelayQueue.Settlement;
import org.packetboat.delivery.port.RelayQueue.Window;
import org.packetboat.delivery.queue.RelayQueueContract;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.service.config.store.DatabaseEndpoint;

/** The queue in the real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayQueueIT {
    private static final int MESSAGES = 400;

    private final Vertx vertx = Vertx.vertx();
    private Infrastructure infrastructure;
    private DeliveryDatabase database;
    private DeliveryDatabase second;
    private PgRelayQueue queue;

    @BeforeAll
    void startServer(@TempDir Path data) throws Exception {
        infrastructure = Infrastructure.start(data, EnumSet.of(Server.POSTGRES));
        DeferralSchema.migrate(settings());
        database = new DeliveryDatabase(vertx, settings());
        second = new DeliveryDatabase(vertx, settings());
        queue = new PgRelayQueue(database);
    }

    private DatabaseSettings settings() {
        Infrastructure.PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.DELIVERY);
        return new DatabaseSettings(
                DatabaseEndpoint.plaintext(URI.create(postgres.url())), postgres.user(), postgres.password());
    }

    @AfterAll
    void stopServer() throws Exception {
        database.close();
        second.close();
        infrastructure.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("TRUNCATE queue_message, queue_recipient, queue_destination");
    }

    private void execute(String sql) throws SQLException {
        Infrastructure.PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.DELIVERY);
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO delivery");
            statement.execute(sql);
        }
    }

    /** As everywhere. */
    @Nested
    class Contract extends RelayQueueContract {
        @Override
        protected RelayQueue queue() {
            return queue;
        }

        @Override
        protected QueueControl control() {
            return new PgQueueControl(database);
        }

        @Override
        protected Instant now() {
            return InstantSource.system().instant();
        }
    }

    @Test
    void severalInstancesShareAQueueAndOneThatDiesLeavesItToTheOthers() throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            add(TestMail.remote("user" + i + "@far.test"));
        }
        // Took some with a lease that is over, and never came back.
        List<Claim> lost = queue.claim("far.test", new Holder("dead", Duration.ZERO));
        assertThat(lost).hasSize(10);
        Set<String> sent = ConcurrentHashMap.newKeySet();
        AtomicInteger doubled = new AtomicInteger();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RelayQueue mine = new PgRelayQueue(i % 2 == 0 ? database : second);
                Holder holder = new Holder("instance-" + i % 2, Duration.ofMinutes(5));
                running.add(workers.submit(() -> drain(mine, holder, sent, doubled)));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(sent).hasSize(MESSAGES);
        assertThat(doubled.get()).isZero();
        // Who was thought dead comes back: it must not change anything.
        queue.settle(lost.stream()
                .<Settlement>map(claim -> new Settlement.Later(claim, Instant.EPOCH, "450"))
                .toList());
        assertThat(queue.claim("far.test", new Holder("dead", Duration.ZERO))).isEmpty();
        assertThat(queue.depth(1).waiting()).isZero();
    }

    /** Of a database that was not made for this: there u5@ comes before u50@, and elsewhere behind it. */
    @Test
    void allOfALongListAreChangedWhateverTheOrderOfTexts() throws Exception {
        execute("ALTER TABLE queue_recipient ALTER COLUMN recipient TYPE text COLLATE \"und-x-icu\"");
        // A statement that was prepared before does not survive that.
        try (DeliveryDatabase other = new DeliveryDatabase(vertx, settings())) {
            new Contract() {
                @Override
                protected RelayQueue queue() {
                    return new PgRelayQueue(other);
                }

                @Override
                protected QueueControl control() {
                    return new PgQueueControl(other);
                }
            }.allOfALongListAreChanged();
        } finally {
            execute("TRUNCATE queue_message, queue_recipient, queue_destination;"
                    + "ALTER TABLE queue_recipient ALTER COLUMN recipient TYPE text COLLATE \"default\"");
        }
    }

    private static Void drain(RelayQueue queue, Holder holder, Set<String> sent, AtomicInteger doubled)
            throws InterruptedException {
        while (!queue.due("", 10, Optional.empty()).isEmpty()) {
            List<Settlement> settlements = new ArrayList<>();
            for (Claim claim : queue.claim("far.test", holder)) {
                if (!sent.add(claim.recipient())) {
                    doubled.incrementAndGet();
                }
                settlements.add(new Settlement.Done(claim, "250"));
            }
            queue.settle(settlements);
        }
        return null;
    }

    @Test
    void whatWaitedForTheRelayIsMigrated() throws Exception {
        AcceptedMail mail = TestMail.remote("A@Example.ORG");
        String id = org.packetboat.contracts.DeliveryId.of(mail.getDeliveryId()).toString();
        String hex = java.util.HexFormat.of().formatHex(mail.toByteArray());
        execute("DROP TABLE queue_message, queue_recipient, queue_destination;"
                + "INSERT INTO deferred_message VALUES ('" + id + "', '\\x" + hex + "');"
                + "INSERT INTO deferred_recipient (delivery_id, kind, account_id, forward_path, due_at, reason)"
                + " VALUES ('" + id + "', 1, 0, 'A@Example.ORG', now(), 'waits for the relay');"
                + migration("V2__queue.sql")
                + migration("V3__queue_reports.sql"));
        Claim claim = new PgRelayQueue(second)
                .claim("example.org", new Holder("one", Duration.ofMinutes(1)))
                .getFirst();
        assertThat(claim.recipient()).isEqualTo("A@Example.ORG");
        assertThat(queue.load(claim.deliveryId())).contains(mail);
        assertThat(new PgDeferrals(database).count()).isZero();
    }

    private static String migration(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(DeferralSchema.class.getResourceAsStream("/db/delivery/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void renewalAndSettlementDoNotWaitForEachOther() throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            add(TestMail.remote("user" + i + "@far.test"));
        }
        Holder holder = new Holder("one", Duration.ofMinutes(5));
        List<Claim> claims = new ArrayList<>();
        for (List<Claim> some = queue.claim("far.test", holder);
                !some.isEmpty();
                some = queue.claim("far.test", holder)) {
            claims.addAll(some);
        }
        assertThat(claims).hasSize(MESSAGES);
        List<Claim> backwards = claims.reversed();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> renewing = workers.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    new PgRelayQueue(second).renew(i % 2 == 0 ? claims : backwards, holder);
                }
                return null;
            });
            for (Claim claim : backwards) {
                assertThat(queue.settle(List.of(new Settlement.Done(claim, "250")))
                                .lost())
                        .isEmpty();
            }
            renewing.get(60, TimeUnit.SECONDS);
        }
        assertThat(queue.depth(1).waiting()).isZero();
    }

    private void add(AcceptedMail mail) throws InterruptedException {
        String recipient = mail.getRecipients(0).getRemotePaths(0);
        Instant now = InstantSource.system().instant();
        queue.add(
                mail,
                Optional.empty(),
                List.of(new Entry(
                        recipient,
                        "far.test",
                        0,
                        now.minusSeconds(1),
                        Optional.empty(),
                        now.plusSeconds(3600),
                        now.plusSeconds(3600),
                        Window.ANY)));
    }
}
