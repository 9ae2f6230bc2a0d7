package org.packetboat.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.MicrometerBlobMetrics;
import org.packetboat.blob.Spool;
import org.packetboat.delivery.adapter.Backends;
import org.packetboat.delivery.adapter.DatabaseSettings;
import org.packetboat.delivery.adapter.DeadLetterReplay;
import org.packetboat.delivery.adapter.KafkaIntake;
import org.packetboat.delivery.adapter.KafkaSettings;
import org.packetboat.delivery.adapter.MicrometerCounts;
import org.packetboat.delivery.adapter.QueueGauges;
import org.packetboat.delivery.collect.Compactor;
import org.packetboat.delivery.deferral.DeferralScheduler.DeferralTimes;
import org.packetboat.mail.network.HostAndPort;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.service.config.ObjectStores;
import org.packetboat.service.config.grpc.MailboxEndpoints;
import org.packetboat.service.config.store.DatabaseEndpoint;

/**
 * Delivery's life. What holds while it runs:
 *
 * <ul>
 *   <li>An offset is committed when everything its record asked for has happened or waits in the database, never before.
 *   <li>A row never points at a body that is not durably stored: the pack is written first.
 *   <li>Every step may be repeated: deliveries are recognised by delivery id and account, bounces by an id made from both, packs that nobody
 *       refers to are collected.
 *   <li>What is away makes mail wait in Kafka; what fails for a reason of its own goes to the dead letters; neither stops a partition.
 *   <li>Every accepted message ends in a mailbox, at another server, in the database, in a bounce, or among the dead letters, which are counted.
 * </ul>
 */
@Singleton
public class DeliveryService {
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final DeliveryConfig config;
    private final TlsConfigurationRegistry tls;
    private final Vertx vertx;
    private final MeterRegistry registry;
    private final int httpPort;
    private @Nullable Backends backends;
    private @Nullable DeliveryProcess process;

    @Inject
    public DeliveryService(
            DeliveryConfig config,
            TlsConfigurationRegistry tls,
            Vertx vertx,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.http.port") int httpPort) {
        this.config = config;
        this.tls = tls;
        this.vertx = vertx;
        this.registry = registry;
        this.httpPort = httpPort;
    }

    void start(@Observes StartupEvent event) {
        Spool spool = Spool.ofSetting(
                "packetboat.delivery.spool-size",
                spoolDirectory(),
                config.delivery().spoolSize().asLongValue(),
                Duration.ZERO);
        new MicrometerBlobMetrics(registry).spool(spool);
        MicrometerCounts counts = new MicrometerCounts(registry);
        KafkaSettings kafka = new KafkaSettings(KafkaConnection.of(config.kafka()), instanceId());
        Backends connected = new Backends(kafka, addresses(), vertx, registry, counts);
        QueueGauges gauges = new QueueGauges(registry);
        DeliveryProcess started =
                new DeliveryProcess(settings(kafka), ports(connected, counts, gauges), spool, InstantSource.system());
        backends = connected;
        process = started;
        connected.start();
        started.start();
        Gauge.builder("packetboat.consumer.lag", started, DeliveryService::lag).register(registry);
    }

    void stop(@Observes ShutdownEvent event) {
        DeliveryProcess started = process;
        if (started != null) {
            started.close();
        }
        Backends connected = backends;
        if (connected != null) {
            connected.close();
        }
    }

    /** Whether everything that was started is still at work. */
    boolean isAlive() {
        DeliveryProcess started = process;
        return started == null || started.isAlive();
    }

    /** The consumer of an instance that delivers. */
    Optional<KafkaIntake> consumer() {
        DeliveryProcess started = process;
        return started == null ? Optional.empty() : started.consumer();
    }

    /** What this instance works with, once it has started. */
    Optional<Backends> backends() {
        return Optional.ofNullable(backends);
    }

    /** What operators do with the queue. */
    Optional<QueueDesk> queueDesk() {
        DeliveryProcess started = process;
        Backends connected = backends;
        return started == null || connected == null
                ? Optional.empty()
                : Optional.of(started.queueDesk(connected.queueControl()));
    }

    /** Takes dead letters back into the log. */
    Optional<DeadLetterReplay> replay() {
        return backends().map(Backends::replay);
    }

    private static double lag(DeliveryProcess process) {
        return process.consumer().map(KafkaIntake::lag).orElse(0L);
    }

    private DeliveryProcess.Settings settings(KafkaSettings kafka) {
        DeliveryConfig.Delivery delivery = config.delivery();
        DeferralTimes times = new DeferralTimes(
                delivery.deferralInterval(),
                delivery.deferralFirstDelay(),
                delivery.deferralLongestDelay(),
                delivery.deferralExpiry(),
                LEASE);
        return new DeliveryProcess.Settings(
                delivery.roles(),
                kafka,
                delivery.hostname().orElseGet(DeliveryService::machineName),
                delivery.gather(),
                delivery.retryFor(),
                times,
                delivery.collectInterval(),
                pace(delivery),
                RelaySettings.of(config.relay()));
    }

    private static Optional<Compactor.Pace> pace(DeliveryConfig.Delivery delivery) {
        long rate = delivery.compactRate().asLongValue();
        return rate > 0 ? Optional.of(new Compactor.Pace(delivery.compactInterval(), rate)) : Optional.empty();
    }

    private static DeliveryProcess.Ports ports(Backends connected, MicrometerCounts counts, QueueGauges gauges) {
        return new DeliveryProcess.Ports(
                connected.store(),
                connected.mailboxes(),
                connected.ledger(),
                connected.compaction(),
                connected.deferrals(),
                connected.queue(),
                connected.dns(),
                gauges::accept,
                connected.outbox(),
                connected.events(),
                counts,
                connected.tracing());
    }

    private Backends.Addresses addresses() {
        BlobStoreOptions store = ObjectStores.options(config.s3())
                .withCallTimeout(config.delivery().storeTimeout());
        DeliveryConfig.Database database = config.database();
        return new Backends.Addresses(
                store,
                new DatabaseSettings(
                        DatabaseEndpoint.of(database.url(), database), database.user(), database.password()),
                MailboxEndpoints.of(config.mailbox(), tls, vertx),
                nameServers(),
                config.tracing().endpoint());
    }

    private List<InetSocketAddress> nameServers() {
        return config.dns().servers().orElse(List.of()).stream()
                .map(server -> HostAndPort.of(server, "packetboat.dns.servers"))
                .map(server -> InetSocketAddress.createUnresolved(server.host(), server.port()))
                .toList();
    }

    private Path spoolDirectory() {
        return Path.of(config.delivery()
                .spoolDirectory()
                .orElseGet(() -> System.getProperty("java.io.tmpdir") + "/packetboat-delivery-spool"));
    }

    private String instanceId() {
        return config.delivery().instanceId().orElseGet(() -> "delivery-" + machineName() + "-" + httpPort);
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }
}
