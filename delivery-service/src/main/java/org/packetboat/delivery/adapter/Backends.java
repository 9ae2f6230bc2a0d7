package org.packetboat.delivery.adapter;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.MicrometerBlobMetrics;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.delivery.port.CompactionLedger;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Events;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.delivery.port.ObjectLedger;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.dns.DnsjavaDns;
import org.packetboat.dns.MailDns;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.MailboxEndpoint;
import org.packetboat.tracing.Telemetry;

/** Connections to everything that delivery needs. None of it has to be there when this is made. */
public final class Backends implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Backends.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 500;
    private static final long PROBE_SECONDS = 5;

    private final BlobStore store;
    private final MailboxChannel channel;
    private final Producer<byte[], byte[]> producer;
    private final KafkaEvents events;
    private final DeliveryDatabase waiting;
    private final PgDeferrals deferrals;
    private final PgRelayQueue queue;
    private final PgQueueControl queueControl;
    private final MailDns dns;
    private final GrpcMailboxes mailboxes;
    private final GrpcLedger ledger;
    private final GrpcCompactionLedger compaction;
    private final KafkaOutbox outbox;
    private final DeadLetterReplay replay;
    private final DatabaseSettings database;
    private final Tracing tracing;
    private final Thread watch;
    private volatile boolean migrated;
    private volatile boolean storeAnswers;

    /** Where everything but the broker is. */
    public record Addresses(
            BlobStoreOptions store,
            DatabaseSettings database,
            MailboxEndpoint mailbox,
            List<InetSocketAddress> nameServers,
            Optional<String> collector) {}

    public Backends(KafkaSettings kafka, Addresses addresses, Vertx vertx, MeterRegistry registry, Counts counts) {
        store = new MinioBlobStore(addresses.store(), new MicrometerBlobMetrics(registry));
        channel = MailboxChannel.to(addresses.mailbox());
        producer = new KafkaProducer<>(kafka.producer());
        events = new KafkaEvents(producer, counts);
        outbox = new KafkaOutbox(producer);
        replay = new DeadLetterReplay(kafka, outbox);
        waiting = new DeliveryDatabase(vertx, addresses.database());
        deferrals = new PgDeferrals(waiting);
        queue = new PgRelayQueue(waiting);
        queueControl = new PgQueueControl(waiting);
        dns = DnsjavaDns.asking(addresses.nameServers(), DnsjavaDns.Bounds.THOROUGH);
        mailboxes = new GrpcMailboxes(channel);
        ledger = new GrpcLedger(channel, kafka.instanceId());
        compaction = new GrpcCompactionLedger(channel, kafka.instanceId());
        database = addresses.database();
        // Nothing of OpenTelemetry is loaded unless it is wanted.
        tracing = addresses.collector().isPresent()
                ? new OpenTelemetryTracing(Telemetry.to(addresses.collector().get(), "delivery-service"))
                : Tracing.OFF;
        watch = Thread.ofVirtual().name("backends").unstarted(this::watch);
    }

    /** Begins to migrate the schema and to watch the store; returns at once. */
    public void start() {
        channel.warmUp();
        watch.start();
    }

    /** Whether the object store answered the last time it was asked. */
    public boolean storeAnswers() {
        return storeAnswers;
    }

    /** Whether the schema is there. */
    public boolean hasMigrated() {
        return migrated;
    }

    public BlobStore store() {
        return store;
    }

    public Mailboxes mailboxes() {
        return mailboxes;
    }

    public ObjectLedger ledger() {
        return ledger;
    }

    public CompactionLedger compaction() {
        return compaction;
    }

    public Deferrals deferrals() {
        return deferrals;
    }

    public RelayQueue queue() {
        return queue;
    }

    public QueueControl queueControl() {
        return queueControl;
    }

    public MailDns dns() {
        return dns;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Events events() {
        return events;
    }

    public Tracing tracing() {
        return tracing;
    }

    public DeadLetterReplay replay() {
        return replay;
    }

    private void watch() {
        try {
            while (true) {
                storeAnswers = probe();
                if (!migrated) {
                    migrated = migrate();
                }
                long pause = migrated && storeAnswers ? TimeUnit.SECONDS.toMillis(PROBE_SECONDS) : PAUSE_MILLIS;
                TimeUnit.MILLISECONDS.sleep(pause);
            }
        } catch (InterruptedException e) {
            LOG.debug("watch of the backends ends");
        }
    }

    private boolean probe() throws InterruptedException {
        try {
            store.probe();
            return true;
        } catch (BlobStoreUnavailableException e) {
            LOG.debug("object store does not answer", e);
            return false;
        }
    }

    private boolean migrate() {
        try {
            DeferralSchema.migrate(database);
            return true;
        } catch (UnavailableException e) {
            LOG.warnf("schema is not there yet reason=%s", e.getMessage());
            LOG.debug("migration failed", e);
            return false;
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        events.close();
        producer.close(CLOSE);
        channel.close();
        waiting.close();
        store.close();
        tracing.close();
    }
}
