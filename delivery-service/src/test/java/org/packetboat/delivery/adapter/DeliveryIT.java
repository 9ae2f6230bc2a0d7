package org.packetboat.delivery.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.BlobMetrics;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.RecordKey;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.DeadLetterRoute;
import org.packetboat.delivery.DeliveryConfig.Role;
import org.packetboat.delivery.DeliveryProcess;
import org.packetboat.delivery.deferral.DeferralScheduler.DeferralTimes;
import org.packetboat.delivery.deferral.DeferralsContract;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeMailboxes;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestTracing;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Mailboxes.Outcome;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.service.config.store.DatabaseEndpoint;
import org.packetboat.tracing.MailAttributes;

/** Delivery with a real broker, object store and database; the mailbox service is a fake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryIT {
    private static final Logger LOG = Logger.getLogger(DeliveryIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path spoolDirectory;

    private final AtomicInteger puts = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private Infrastructure infrastructure;
    private MinioBlobStore store;
    private PgDeferrals deferrals;
    private KafkaSettings kafka;
    private Producer<byte[], byte[]> producer;
    private KafkaEvents events;
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private Tracing tracing = Tracing.OFF;
    private final Set<DeliveryId> sent = new HashSet<>();
    private FakeMailboxes mailboxes = new FakeMailboxes();
    private @Nullable DeliveryProcess process;

    @BeforeAll
    void startServers(@TempDir Path data) throws Exception {
        infrastructure = Infrastructure.start(data, EnumSet.allOf(Server.class));
        Infrastructure.S3Endpoint s3 = infrastructure.s3();
        store = new MinioBlobStore(
                BlobStoreOptions.of(s3.endpoint(), s3.accessKey(), s3.secretKey(), s3.bucket(), s3.region())
                        .withCallTimeout(Duration.ofSeconds(20)),
                new BlobMetrics() {
                    @Override
                    public void called(Operation operation, Outcome outcome, long nanos, long octets) {
                        if (operation == Operation.PUT) {
                            puts.incrementAndGet();
                        }
                    }

                    @Override
                    public void cacheAsked(long hits, long misses) {}
                });
        store.createBucket();
        Infrastructure.PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.DELIVERY);
        DatabaseSettings database = new DatabaseSettings(
                DatabaseEndpoint.plaintext(URI.create(postgres.url())), postgres.user(), postgres.password());
        DeferralSchema.migrate(database);
        deferrals = new PgDeferrals(vertx, database);
        kafka = new KafkaSettings(new KafkaConnection(infrastructure.kafka().properties()), "delivery-it");
        Map<String, Object> patient = kafka.producer();
        patient.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        producer = new KafkaProducer<>(patient);
        events = new KafkaEvents(producer, Counts.NONE);
    }

    @AfterAll
    void stopServers() throws Exception {
        events.close();
        producer.close(Duration.ofSeconds(2));
        deferrals.close();
        store.close();
        infrastructure.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void startProcess() throws Exception {
        sent.clear();
        mailboxes = new FakeMailboxes();
        empty();
        restartProcess();
    }

    @AfterEach
    void stopProcess() {
        if (process != null) {
            process.close();
        }
        process = null;
    }

    private void restartProcess() {
        stopProcess();
        DeliveryProcess started = new DeliveryProcess(
                new DeliveryProcess.Settings(
                        EnumSet.of(Role.LOCAL),
                        kafka,
                        "mx.mail.test",
                        Duration.ofMillis(5),
                        Duration.ofMillis(300),
                        new DeferralTimes(
                                Duration.ofMillis(100),
                                Duration.ofMillis(300),
                                Duration.ofSeconds(1),
                                Duration.ofHours(1),
                                Duration.ofSeconds(30)),
                        Duration.ofSeconds(1)),
                new DeliveryProcess.Ports(
                        store,
                        mailboxes,
                        new FakeLedger(),
                        deferrals,
                        new KafkaOutbox(producer),
                        events,
                        Counts.NONE,
                        tracing),
                new Spool(spoolDirectory, 1 << 30),
                InstantSource.system());
        started.start();
        process = started;
    }

    @Test
    void deliversAndCommits() throws Exception {
        List<AcceptedMail> mails = send(20, 3);
        awaitDelivered(mails);
        restartProcess();
        List<AcceptedMail> more = send(1, 3);
        awaitDelivered(more);
        byte[] body = octets(mailboxes.rows(1).getLast());
        assertThat(body).isEqualTo(more.getFirst().getInline().toByteArray());
        assertExactlyOnce(21);
    }

    @Test
    void packsUnderLoad() throws Exception {
        awaitDelivered(send(1, 1));
        puts.set(0);
        long started = System.nanoTime();
        List<AcceptedMail> mails = send(5_000, 50);
        awaitDelivered(mails);
        double seconds = (System.nanoTime() - started) / 1e9;
        LOG.infof("packs under load messages-per-second=%.0f puts=%d", 5_000 / seconds, puts.get());
        assertExactlyOnce(5_001);
        assertThat(puts.get()).isLessThan(1_000);
    }

    @Test
    void survivesEveryServerBeingKilledAndItself() throws Exception {
        RandomGenerator random = new SplittableRandom(Long.getLong("seed", 42));
        List<AcceptedMail> mails = new ArrayList<>();
        for (Server server : Server.values()) {
            mails.addAll(send(200, 20));
            infrastructure.kill(server);
            mailboxes.failAfterStoring(random.nextInt(3));
            if (random.nextBoolean()) {
                restartProcess();
            }
            infrastructure.start(server);
            mails.addAll(send(100, 20));
            restartProcess();
        }
        awaitDelivered(mails);
        assertExactlyOnce(mails.size());
    }

    @Test
    void defersWhatAsksToTryAgainAndDeliversItLater() throws Exception {
        mailboxes.answer(4801, Outcome.RETRY);
        AcceptedMail mail = TestMail.to(4801, 4802);
        send(mail);
        await().atMost(PATIENCE).until(() -> deferrals.count() == 1);
        assertThat(mailboxes.rows(4802)).hasSize(1);
        AcceptedMail next = TestMail.to(4802);
        send(next);
        await().atMost(PATIENCE).until(() -> mailboxes.rows(4802).size() == 2);
        mailboxes.answer(4801, Outcome.STORED);
        await().atMost(PATIENCE).until(() -> deferrals.count() == 0);
        assertThat(mailboxes.rows(4801)).hasSize(1);
    }

    @Test
    void bouncesOnceIntoTheSendersMailbox() throws Exception {
        mailboxes.answer(4701, Outcome.GONE);
        mailboxes.account("sender@mail.test", 4711);
        AcceptedMail mail = TestMail.to(4701);
        send(mail);
        send(mail);
        await().atMost(PATIENCE).until(() -> !mailboxes.rows(4711).isEmpty());
        awaitDelivered(send(10, 2, 5));
        assertThat(mailboxes.rows(4711)).hasSize(1);
        assertThat(new String(octets(mailboxes.rows(4711).getFirst()), java.nio.charset.StandardCharsets.UTF_8))
                .contains("5.1.1");
    }

    @Test
    void deadLettersAreKeptAndReplayed() throws Exception {
        DeadLetterReplay replay = new DeadLetterReplay(kafka, new KafkaOutbox(producer));
        replay.replay();
        AcceptedMail lost = TestMail.staged(TestMail.to(4), "staged/2026110100/lost", 100);
        send(lost);
        awaitDelivered(send(5, 4, 1));
        store.put("staged/2026110100/lost", new byte[100], 100);
        await().atMost(PATIENCE).until(() -> replay.replay() == 1);
        await().atMost(PATIENCE)
                .until(() -> mailboxes.rows(4).stream()
                        .anyMatch(row -> row.deliveryId().equals(DeliveryId.of(lost.getDeliveryId()))));
        assertThat(replay.replay()).isZero();
    }

    @Test
    void deadLettersAreReplayedOverHttp() throws Exception {
        DeadLetterReplay replay = new DeadLetterReplay(kafka, new KafkaOutbox(producer));
        replay.replay();
        Router router = Router.router(vertx);
        new DeadLetterRoute(() -> Optional.of(replay), Optional.of("key")).register(router);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        int port = finished(server.listen(0, "127.0.0.1")).actualPort();
        try (HttpClient client = HttpClient.newHttpClient()) {
            AcceptedMail lost = TestMail.staged(TestMail.to(6), "staged/2026110100/late", 100);
            send(lost);
            awaitDelivered(send(5, 6, 7));
            store.put("staged/2026110100/late", new byte[100], 100);
            assertThat(post(client, port, Optional.empty()).statusCode()).isEqualTo(401);
            assertThat(post(client, port, Optional.of("other")).statusCode()).isEqualTo(401);
            await().atMost(PATIENCE).until(() -> replayed(post(client, port, Optional.of("key"))) == 1);
            awaitDelivered(List.of(lost));
            assertThat(replayed(post(client, port, Optional.of("key")))).isZero();
        } finally {
            finished(server.close());
        }
    }

    private static HttpResponse<String> post(HttpClient client, int port, Optional<String> key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/dead-letters/replay"))
                .POST(HttpRequest.BodyPublishers.noBody());
        key.ifPresent(given -> request.header("Authorization", "Bearer " + given));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int replayed(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        return new JsonObject(response.body()).getInteger("replayed");
    }

    private static <T> T finished(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whateverComesOfAMessageGoesOnWithItsTrace() throws Exception {
        tracing = TestTracing.to(spans);
        restartProcess();
        mailboxes.answer(4601, Outcome.RETRY);
        mailboxes.answer(4602, Outcome.GONE);
        mailboxes.account("sender@mail.test", 4611);
        AcceptedMail mail = TestMail.to(4601, 4602, 4603);
        AcceptedMail lost = TestMail.staged(TestMail.to(4604), "staged/2026110100/traced", 100);
        try {
            send(mail, new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
            send(lost, new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01"));
            await().atMost(PATIENCE)
                    .until(() -> deferrals.count() == 1 && !mailboxes.rows(4611).isEmpty());
            mailboxes.answer(4601, Outcome.STORED);
            await().atMost(PATIENCE).until(() -> deferrals.count() == 0);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(ofTrace("4bf92f3577b34da6a3ce929d0e0e4736")).hasSizeGreaterThanOrEqualTo(3);
                assertThat(ofTrace("4bf92f3577b34da6a3ce929d0e0e4737")).hasSize(1);
            });
        } finally {
            stopProcess();
            tracing = Tracing.OFF;
        }
        SpanData delivered = span(DeliveryId.of(mail.getDeliveryId()), "packetboat.bounced");
        assertThat(delivered.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        SpanData triedAgain = span(DeliveryId.of(mail.getDeliveryId()), "packetboat.delivered", delivered.getSpanId());
        assertThat(triedAgain.getTraceId()).isEqualTo(delivered.getTraceId());
        assertThat(traceParents(TopicNames.MAIL_ACCEPTED)).containsOnlyOnce(parent(delivered));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(traceParents(TopicNames.MAIL_EVENTS))
                        .contains(parent(delivered), parent(triedAgain)));
        SpanData dead = span(DeliveryId.of(lost.getDeliveryId()), "packetboat.dead");
        assertThat(traceParents(TopicNames.dead(TopicNames.MAIL_ACCEPTED))).containsOnlyOnce(parent(dead));
        store.put("staged/2026110100/traced", new byte[100], 100); // so that it is not dead a second time
        int replayed = new DeadLetterReplay(kafka, new KafkaOutbox(producer)).replay();
        assertThat(replayed).isPositive();
        assertThat(traceParents(TopicNames.MAIL_ACCEPTED)).containsOnlyOnce(parent(dead));
    }

    private List<SpanData> ofTrace(String traceId) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(traceId))
                .toList();
    }

    private SpanData span(DeliveryId id, String step) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> id.toString().equals(span.getAttributes().get(MailAttributes.DELIVERY_ID)))
                .filter(span -> span.getAttributes().get(AttributeKey.longKey(step)) != null)
                .findFirst()
                .orElseThrow();
    }

    private SpanData span(DeliveryId id, String step, String parentSpanId) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> id.toString().equals(span.getAttributes().get(MailAttributes.DELIVERY_ID)))
                .filter(span -> span.getAttributes().get(AttributeKey.longKey(step)) != null)
                .filter(span -> span.getParentSpanId().equals(parentSpanId))
                .findFirst()
                .orElseThrow();
    }

    private static String parent(SpanData span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
    }

    /** Those of all records that are in a topic now. */
    private List<String> traceParents(String topic) {
        Map<String, Object> settings = kafka.replayConsumer();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "delivery-it-reader");
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(one ->
                                found.add(TraceHeaders.read(one.headers()).value()));
            }
        }
        return found;
    }

    /** The deferral table itself. */
    @Nested
    class Table extends DeferralsContract {
        @Override
        protected Deferrals deferrals() {
            return deferrals;
        }

        @Override
        protected Instant now() {
            return InstantSource.system().instant().minusSeconds(1);
        }

        @BeforeEach
        void alone() throws Exception {
            stopProcess();
            empty();
        }
    }

    private List<AcceptedMail> send(int count, int accounts) throws Exception {
        return send(count, 1, accounts + 1);
    }

    private List<AcceptedMail> send(int count, int firstAccount, int endAccount) throws Exception {
        List<AcceptedMail> mails = new ArrayList<>();
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long account = firstAccount + i % (endAccount - firstAccount);
            String text = "Subject: number " + i + "\r\n\r\n" + "x".repeat(4_000) + "\r\n";
            AcceptedMail mail = TestMail.to(account).toBuilder()
                    .setInline(ByteString.copyFromUtf8(text))
                    .build();
            mails.add(mail);
            pending.add(start(mail));
        }
        for (Future<RecordMetadata> one : pending) {
            one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        return mails;
    }

    private void send(AcceptedMail mail) throws Exception {
        start(mail).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void send(AcceptedMail mail, TraceParent trace) throws Exception {
        start(mail, trace).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Future<RecordMetadata> start(AcceptedMail mail) {
        return start(mail, TraceParent.NONE);
    }

    private Future<RecordMetadata> start(AcceptedMail mail, TraceParent trace) {
        sent.add(DeliveryId.of(mail.getDeliveryId()));
        byte[] key = RecordKey.ofAccount(mail.getRecipients(0).getAccountIds(0));
        return producer.send(
                new ProducerRecord<>(TopicNames.MAIL_ACCEPTED, null, key, mail.toByteArray(), TraceHeaders.of(trace)));
    }

    private void awaitDelivered(List<AcceptedMail> mails) {
        await().atMost(PATIENCE).until(() -> {
            Map<DeliveryId, Integer> found = found();
            return mails.stream().allMatch(mail -> found.containsKey(DeliveryId.of(mail.getDeliveryId())));
        });
    }

    private void assertExactlyOnce(int messages) {
        Map<DeliveryId, Integer> found = found();
        assertThat(found).hasSize(messages);
        assertThat(found.values()).containsOnly(1);
    }

    private Map<DeliveryId, Integer> found() {
        Map<DeliveryId, Integer> found = new HashMap<>();
        // What an earlier test left uncommitted comes again, and is not of this one.
        mailboxes.rows().stream()
                .filter(row -> sent.contains(row.deliveryId()))
                .forEach(row -> found.merge(row.deliveryId(), 1, Integer::sum));
        return found;
    }

    private byte[] octets(FakeMailboxes.Row row) throws InterruptedException {
        return store.get(row.blob().getObjectKey(), row.blob().getOffset(), (int)
                row.blob().getLength());
    }

    private void empty() throws SQLException {
        Infrastructure.PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.DELIVERY);
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE delivery.deferred_message, delivery.deferred_recipient");
        }
    }
}
