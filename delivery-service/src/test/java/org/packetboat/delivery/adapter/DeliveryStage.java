package org.packetboat.delivery.adapter;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobMetrics;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.RecordKey;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.DeliveryConfig.Role;
import org.packetboat.delivery.DeliveryProcess;
import org.packetboat.delivery.deferral.DeferralScheduler.DeferralTimes;
import org.packetboat.delivery.fake.FakeCompactionLedger;
import org.packetboat.delivery.fake.FakeDns;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeMailboxes;
import org.packetboat.delivery.fake.ScriptedPeer;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestRelay;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Mailboxes.Outcome;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.dns.MailDns;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.service.config.store.DatabaseEndpoint;
import org.packetboat.testkit.adapter.TopicReader;

/** What a test of delivery needs: the real broker, object store and database, a process that delivers, and a fake mailbox service. */
final class DeliveryStage implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AtomicInteger puts = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final Path spoolDirectory;
    private final Infrastructure infrastructure;
    private final MinioBlobStore store;
    private final DeliveryDatabase database;
    private final PgDeferrals deferrals;
    private final FakeDns dns = new FakeDns();
    private final KafkaSettings kafka;
    private final Producer<byte[], byte[]> producer;
    private final KafkaEvents events;
    private final Tracing tracing;
    private final Set<DeliveryId> sent = new HashSet<>();
    private FakeMailboxes mailboxes = new FakeMailboxes();
    private @Nullable DeliveryProcess process;
    private int relayPort;

    /** Starts the servers over {@code data}; the tracing stays the caller's. */
    DeliveryStage(Path data, Tracing tracing) throws Exception {
        this.tracing = tracing;
        spoolDirectory = Files.createDirectories(data.resolve("spool"));
        infrastructure = Infrastructure.start(data.resolve("servers"), EnumSet.allOf(Server.class));
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
                    public void cacheAsked(CacheAnswer answer, long bodies) {}

                    @Override
                    public void commandEnded(String command, int storeCalls) {}
                });
        store.createBucket();
        Infrastructure.PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.DELIVERY);
        DatabaseSettings settings = new DatabaseSettings(
                DatabaseEndpoint.plaintext(URI.create(postgres.url())), postgres.user(), postgres.password());
        DeferralSchema.migrate(settings);
        database = new DeliveryDatabase(vertx, settings);
        deferrals = new PgDeferrals(database);
        kafka = new KafkaSettings(new KafkaConnection(infrastructure.kafka().properties()), "delivery-it");
        Map<String, Object> patient = kafka.producer();
        patient.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        producer = new KafkaProducer<>(patient);
        events = new KafkaEvents(producer, Counts.NONE);
    }

    /** A process that nothing was sent to yet, and mailboxes without messages. */
    void begin() throws Exception {
        sent.clear();
        relayPort = 0;
        mailboxes = new FakeMailboxes();
        forgetDeferrals();
        restartProcess();
    }

    void stopProcess() {
        if (process != null) {
            process.close();
        }
        process = null;
    }

    void restartProcess() {
        stopProcess();
        DeliveryProcess started = new DeliveryProcess(
                new DeliveryProcess.Settings(
                        relayPort == 0 ? EnumSet.of(Role.LOCAL) : EnumSet.of(Role.LOCAL, Role.REMOTE),
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
                        Duration.ofSeconds(1),
                        Optional.empty(),
                        TestRelay.to(relayPort)),
                new DeliveryProcess.Ports(
                        store,
                        mailboxes,
                        new FakeLedger(),
                        new FakeCompactionLedger(),
                        deferrals,
                        new PgRelayQueue(database),
                        dns,
                        depth -> {},
                        new KafkaOutbox(producer),
                        events,
                        Counts.NONE,
                        tracing),
                new Spool(spoolDirectory, 1 << 30),
                InstantSource.system());
        started.start();
        process = started;
    }

    /** A process that relays as well; far.test is this peer. */
    void relayTo(ScriptedPeer peer) {
        relayPort = peer.port();
        dns.mx("far.test", new MailDns.Exchanger(10, "mx.far.test")).address("mx.far.test", "127.0.0.1");
        restartProcess();
    }

    long queued() throws InterruptedException {
        RelayQueue.Depth depth = new PgRelayQueue(database).depth(1);
        return depth.waiting() + depth.held();
    }

    FakeMailboxes mailboxes() {
        return mailboxes;
    }

    Infrastructure infrastructure() {
        return infrastructure;
    }

    MinioBlobStore store() {
        return store;
    }

    PgDeferrals deferrals() {
        return deferrals;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Calls of PUT to the object store. */
    AtomicInteger puts() {
        return puts;
    }

    DeadLetterReplay replay() {
        return new DeadLetterReplay(kafka, new KafkaOutbox(producer));
    }

    /** All records that are in a topic now. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return TopicReader.read(infrastructure.kafka().properties(), topic);
    }

    /** Small messages, each for one of the accounts from 1 on in turn. */
    List<AcceptedMail> send(int count, int accounts) throws Exception {
        return send(count, 1, accounts + 1);
    }

    List<AcceptedMail> send(int count, int firstAccount, int endAccount) throws Exception {
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

    void send(AcceptedMail mail) throws Exception {
        start(mail).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    void send(AcceptedMail mail, TraceParent trace) throws Exception {
        start(mail, trace).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Future<RecordMetadata> start(AcceptedMail mail) {
        return start(mail, TraceParent.NONE);
    }

    private Future<RecordMetadata> start(AcceptedMail mail, TraceParent trace) {
        sent.add(DeliveryId.of(mail.getDeliveryId()));
        byte[] key = mail.getRecipients(0).getAccountIdsCount() > 0
                ? RecordKey.ofAccount(mail.getRecipients(0).getAccountIds(0))
                : mail.getDeliveryId().toByteArray();
        return producer.send(
                new ProducerRecord<>(TopicNames.MAIL_ACCEPTED, null, key, mail.toByteArray(), TraceHeaders.of(trace)));
    }

    void awaitDelivered(List<AcceptedMail> mails) {
        await().atMost(PATIENCE).until(() -> {
            Map<DeliveryId, Integer> found = found();
            return mails.stream().allMatch(mail -> found.containsKey(DeliveryId.of(mail.getDeliveryId())));
        });
    }

    /** How often each message that was sent since the beginning is in a mailbox. */
    Map<DeliveryId, Integer> found() {
        Map<DeliveryId, Integer> found = new HashMap<>();
        // What an earlier test left uncommitted comes again, and is not of this one.
        mailboxes.rows().stream()
                .filter(row -> sent.contains(row.deliveryId()))
                .forEach(row -> found.merge(row.deliveryId(), 1, Integer::sum));
        return found;
    }

    byte[] octets(FakeMailboxes.Row row) throws InterruptedException {
        return store.get(row.blob().getObjectKey(), row.blob().getOffset(), (int)
                row.blob().getLength());
    }

    void forgetDeferrals() throws SQLException {
        Infrastructure.PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.DELIVERY);
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE delivery.deferred_message, delivery.deferred_recipient, delivery.queue_message, delivery.queue_recipient");
        }
    }

    @Override
    public void close() throws Exception {
        stopProcess();
        events.close();
        producer.close(Duration.ofSeconds(2));
        database.close();
        store.close();
        infrastructure.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
