package org.packetboat.mailbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.BodyMetadata;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.Infrastructure.PostgresEndpoint;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DatabaseOptions;
import org.packetboat.service.config.KafkaConfig;

/** The whole service on a real database, and a client's channel to it, for tests. */
public final class RunningService implements AutoCloseable {
    private final Infrastructure infrastructure;
    private final Vertx vertx = Vertx.vertx();
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final SmallRyeConfig config;
    private final Database database;
    private MailboxApplication application;
    private MailboxChannel channel;

    private RunningService(Infrastructure infrastructure, Map<String, String> settings) throws Exception {
        this.infrastructure = infrastructure;
        PostgresEndpoint postgres = infrastructure.postgres(DatabaseRole.MAILBOX);
        Map<String, String> all = new HashMap<>(Map.of(
                "packetboat.kafka.bootstrap-servers", "127.0.0.1:9092",
                "packetboat.database.url", postgres.url(),
                "packetboat.database.user", postgres.user(),
                "packetboat.database.password", postgres.password(),
                "packetboat.mailbox-service.grpc-port", "0",
                "packetboat.mailbox-service.scram-iterations", "4096",
                "packetboat.mailbox-service.housekeeping-interval", "100ms",
                "packetboat.mailbox-service.expunge-grace", "1s"));
        all.putAll(settings);
        config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(MailboxServiceConfig.class)
                .withMapping(DatabaseConfig.class)
                .withMapping(KafkaConfig.class)
                .withDefaultValues(all)
                .build();
        database = Database.open(
                vertx, DatabaseOptions.of(URI.create(postgres.url()), postgres.user(), postgres.password()));
        application = launch();
        channel = connect();
    }

    /** Starts database and service over {@code data} as they are set up; ready when this returns. */
    public static RunningService start(Path data) throws Exception {
        return start(data, Map.of());
    }

    /** The same with settings of the test's own. */
    public static RunningService start(Path data, Map<String, String> settings) throws Exception {
        Infrastructure infrastructure = Infrastructure.start(data, EnumSet.of(Server.POSTGRES));
        try {
            return new RunningService(infrastructure, settings);
        } catch (Exception e) {
            infrastructure.close();
            throw e;
        }
    }

    private MailboxApplication launch() throws Exception {
        MailboxApplication started = MailboxApplication.start(
                config.getConfigMapping(MailboxServiceConfig.class),
                config.getConfigMapping(DatabaseConfig.class),
                config.getConfigMapping(KafkaConfig.class),
                Optional.empty(),
                vertx,
                metrics);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(started::isReady);
        return started;
    }

    private MailboxChannel connect() {
        return MailboxChannel.to("127.0.0.1:" + application.port());
    }

    /** Ends the service and starts it anew; the database stays. */
    public void restart() throws Exception {
        channel.close();
        application.close();
        application = launch();
        channel = connect();
    }

    /** One more instance of the service on the same database, and a channel to it. */
    public Instance another() throws Exception {
        MailboxApplication other = launch();
        return new Instance(other, MailboxChannel.to("127.0.0.1:" + other.port()));
    }

    /** An instance of the service beside the first. */
    public record Instance(MailboxApplication application, MailboxChannel channel) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            channel.close();
            application.close();
        }
    }

    public MailboxApplication application() {
        return application;
    }

    public MailboxChannel channel() {
        return channel;
    }

    public MeterRegistry metrics() {
        return metrics;
    }

    /** Another instance of the service on the same database. */
    public MailboxApplication startAnother() throws Exception {
        return launch();
    }

    public Infrastructure infrastructure() {
        return infrastructure;
    }

    public Database database() {
        return database;
    }

    /** Makes an account in the domain {@code mail.test}, which is made too if need be; its id. */
    public long account(String localPart) throws Exception {
        if (!application.domains().list().contains("mail.test")) {
            application.domains().add("mail.test");
        }
        String address = application.accounts().add(localPart + "@mail.test", "secret", "");
        return number("SELECT account_id FROM account WHERE address = $1 AND state = 'active'", address);
    }

    /** What the gateways hear of a recipient. */
    public ResolveResponse resolve(String address) throws InterruptedException {
        return channel.directory()
                .resolve(ResolveRequest.newBuilder().setAddress(address).build());
    }

    /** Appends messages of 100 octets each, all of them with these system flags; their UIDs. */
    public List<Long> append(long accountId, String mailbox, int messages, int systemFlags) throws Exception {
        String key = channel.ledger()
                .reserve(ReserveRequest.newBuilder()
                        .setWriter("test")
                        .setKind(ObjectKind.PACK)
                        .setCount(1)
                        .build())
                .getObjectKeys(0);
        AppendRequest.Builder request =
                AppendRequest.newBuilder().setAccountId(accountId).setMailbox(mailbox);
        for (int i = 0; i < messages; i++) {
            request.addMessages(AppendMessage.newBuilder()
                    .setBody(StoredBody.newBuilder()
                            .setBlob(BlobRef.newBuilder()
                                    .setObjectKey(key)
                                    .setOffset(100L * i)
                                    .setLength(100))
                            .setMetadata(BodyMetadata.newBuilder().setSize(100)))
                    .setFlags(Flags.newBuilder().setSystem(systemFlags))
                    .setInternalDateMillis(1_795_446_000_000L));
        }
        return channel.messages().append(request.build()).getUidsList();
    }

    /** The first column of the only row. */
    public long number(String sql, Object... parameters) throws InterruptedException {
        for (Row row : database.run(sql, Tuple.from(parameters))) {
            return row.getLong(0);
        }
        throw new AssertionError("no row");
    }

    @Override
    public void close() throws Exception {
        try {
            channel.close();
            application.close();
            database.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } finally {
            infrastructure.close();
        }
    }
}
