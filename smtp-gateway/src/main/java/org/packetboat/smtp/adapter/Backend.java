package org.packetboat.smtp.adapter;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.MicrometerBlobMetrics;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.mailbox.client.LedgerClient;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.MailboxEndpoint;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.Logins;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.StagingArea;
import org.packetboat.smtp.port.Submissions;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.tracing.Telemetry;

/** Everything that is behind this gateway, connected. Connects when first used; close it after the last session. */
public final class Backend implements AutoCloseable {
    private static final Duration LEDGER_DEADLINE = Duration.ofSeconds(4);
    /** Less than clients wait for a block of data to be taken (RFC 5321 §4.5.3.2.5). */
    private static final Duration SPOOL_PATIENCE = Duration.ofMinutes(2);

    private static final Duration PROBE_DEADLINE = Duration.ofMillis(1500);

    private final MailboxChannel mailbox;
    private final DirectoryClient probe;
    private final RecipientDirectory directory;
    private final Submissions submissions;
    private final Logins logins;
    private final KafkaAcceptanceLog log;
    private final KafkaMailEvents events;
    private final BlobStoreOptions storeOptions;
    private final MicrometerBlobMetrics storeMetrics;
    private final ReservedKeys keys;
    private final Spool spool;
    private final LedgerClient ledger;
    private final Tracing tracing;
    private @Nullable BlobStore store;
    private @Nullable StagingArea staging;
    private volatile boolean warm;

    /**
     * Where everything is.
     *
     * @param tokens whether the mailbox service takes any
     * @param instance name of this process, for the ledger
     * @param collector URL of the collector of traces, if they are wanted
     */
    public record Addresses(
            KafkaConnection kafka,
            MailboxEndpoint mailbox,
            BearerTokens tokens,
            BlobStoreOptions store,
            Path spool,
            String instance,
            Optional<String> collector) {}

    /**
     * How much and how long.
     *
     * @param spoolOctets of all spool files
     * @param producerOctets of records that are not acknowledged
     */
    public record Bounds(Duration acknowledgement, Duration directory, long spoolOctets, long producerOctets) {}

    /**
     * Makes the clients; none of them waits for its server.
     *
     * @throws IllegalArgumentException when the spool is too small, and nothing was made
     */
    public Backend(Addresses addresses, Bounds bounds, MeterRegistry registry) {
        spool = Spool.ofSetting("packetboat.smtp.spool-size", addresses.spool(), bounds.spoolOctets(), SPOOL_PATIENCE);
        mailbox = MailboxChannel.to(addresses.mailbox());
        probe = mailbox.directory().withDeadline(PROBE_DEADLINE);
        DirectoryClient asked = mailbox.directory().withDeadline(bounds.directory());
        logins = new DirectoryLogins(asked, addresses.tokens());
        directory = new GrpcRecipientDirectory(asked, System::nanoTime);
        submissions = new GrpcSubmissions(asked);
        log = KafkaAcceptanceLog.connect(
                addresses.kafka(), bounds.acknowledgement(), bounds.producerOctets(), registry);
        events = KafkaMailEvents.connect(addresses.kafka(), registry);
        // Nothing of OpenTelemetry is loaded unless it is wanted.
        tracing = addresses.collector().isPresent()
                ? new OpenTelemetryTracing(Telemetry.to(addresses.collector().get(), "smtp-gateway"))
                : Tracing.OFF;
        storeOptions = addresses.store();
        storeMetrics = new MicrometerBlobMetrics(registry);
        storeMetrics.spool(spool);
        LedgerClient client = mailbox.ledger().withDeadline(LEDGER_DEADLINE);
        ledger = client;
        keys = new ReservedKeys(count -> reserve(client, addresses.instance(), count));
    }

    private static ReservedKeys.Block reserve(LedgerClient ledger, String instance, int count)
            throws InterruptedException {
        ReserveResponse block = ledger.reserve(ReserveRequest.newBuilder()
                .setWriter(instance)
                .setKind(ObjectKind.STAGED)
                .setCount(count)
                .build());
        return new ReservedKeys.Block(block.getObjectKeysList(), Duration.ofMillis(block.getValidForMillis()));
    }

    /** Knows recipients. */
    public RecipientDirectory directory() {
        return directory;
    }

    /** Knows what logins may send. */
    public Submissions submissions() {
        return submissions;
    }

    /** Knows who is who. */
    public Logins logins() {
        return logins;
    }

    /** Takes accepted messages. */
    public AcceptanceLog log() {
        return new AnnouncingLog(log, events);
    }

    /** Watches them. */
    public Tracing tracing() {
        return tracing;
    }

    /** Takes large ones before that. */
    public StagingArea staging() {
        return announced -> stagingArea().open(announced);
    }

    /** Made for the first large message: the client of the object store is large itself, and not needed to be ready. */
    private synchronized StagingArea stagingArea() {
        StagingArea area = staging;
        if (area == null) {
            BlobStore opened = new MinioBlobStore(storeOptions, storeMetrics);
            area = new BlobStagingArea(opened, keys, spool, ledger, storeOptions.uploadTimeout());
            store = opened;
            staging = area;
        }
        return area;
    }

    /** Fetches what the first session would wait for; returns when broker and mailbox service have answered once. */
    public void warmUp() throws InterruptedException {
        mailbox.warmUp();
        events.warmUp();
        log.warmUp();
        warm = true;
    }

    /** Whether the producer has its metadata. */
    public boolean isWarm() {
        return warm;
    }

    /** Whether the mailbox service answers now. Blocks for a short time. */
    public boolean isMailboxServiceThere() throws InterruptedException {
        try {
            probe.resolve(ResolveRequest.newBuilder().setAddress("postmaster").build());
            return true;
        } catch (MailFailure _) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        log.close();
        events.close();
        mailbox.close();
        tracing.close();
        BlobStore opened = store;
        if (opened != null) {
            opened.close();
        }
    }
}
