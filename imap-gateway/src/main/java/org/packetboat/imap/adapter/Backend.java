package org.packetboat.imap.adapter;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.BodyCache;
import org.packetboat.blob.BodyReader;
import org.packetboat.blob.BodyReaderOptions;
import org.packetboat.blob.DiskCache;
import org.packetboat.blob.MicrometerBlobMetrics;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.blob.PackWriter;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.imap.port.ChangeHints;
import org.packetboat.imap.port.Logins;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.mailbox.client.LedgerClient;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.MailboxEndpoint;
import org.packetboat.service.config.KafkaConnection;

/** Everything that is behind this gateway, connected. Connects when first used; close it after the last session. */
public final class Backend implements AutoCloseable {
    private static final Duration LEDGER_DEADLINE = Duration.ofSeconds(4);
    /** People wait for an APPEND. */
    private static final Duration SPOOL_PATIENCE = Duration.ofSeconds(30);

    private static final Duration PROBE_DEADLINE = Duration.ofMillis(1500);

    private final MailboxChannel channel;
    private final Logins logins;
    private final DirectoryClient probe;
    private final MailboxClient mailboxes;
    private final BlobStore store;
    private final BodyReader bodies;
    private final Optional<DiskCache> disk;
    private final MessageWriter writer;
    private final KafkaChangeHints hints;

    /**
     * Where everything is.
     *
     * @param tokens whether the mailbox service takes any
     * @param instance name of this process, for the ledger
     */
    public record Addresses(
            KafkaConnection kafka,
            MailboxEndpoint mailbox,
            BearerTokens tokens,
            BlobStoreOptions store,
            Path spool,
            String instance) {}

    /**
     * How much and how long.
     *
     * @param mailbox for one call
     * @param spoolOctets of all spool files
     * @param bodyOctets of the body cache
     * @param disk what the body cache has behind it; closed with the backend
     */
    public record Bounds(Duration mailbox, long spoolOctets, long bodyOctets, Optional<DiskCache> disk) {}

    /**
     * Makes the clients; none of them waits for its server.
     *
     * @throws IllegalArgumentException when the spool is too small, and nothing was made
     */
    public Backend(Addresses addresses, Bounds bounds, MeterRegistry registry) {
        Spool spool =
                Spool.ofSetting("packetboat.imap.spool-size", addresses.spool(), bounds.spoolOctets(), SPOOL_PATIENCE);
        channel = MailboxChannel.to(addresses.mailbox(), bounds.mailbox());
        logins = new DirectoryLogins(channel.directory(), addresses.tokens());
        probe = channel.directory().withDeadline(PROBE_DEADLINE);
        mailboxes = new GrpcMailboxClient(channel, InstantSource.system());
        MicrometerBlobMetrics metrics = new MicrometerBlobMetrics(registry);
        store = new MinioBlobStore(addresses.store(), metrics);
        BodyCache cache = new BodyCache(bounds.bodyOctets(), bounds.disk());
        disk = bounds.disk();
        metrics.cacheOctets(cache);
        bodies = new BodyReader(store, cache, BodyReaderOptions.DEFAULT, metrics);
        metrics.spool(spool);
        LedgerClient ledger = channel.ledger().withDeadline(LEDGER_DEADLINE);
        ReservedKeys packs = new ReservedKeys(count -> reserve(ledger, addresses.instance(), ObjectKind.PACK, count));
        ReservedKeys staged =
                new ReservedKeys(count -> reserve(ledger, addresses.instance(), ObjectKind.STAGED, count));
        writer = new BlobMessageWriter(
                store, new PackWriter(store, packs), staged, spool, BodyReaderOptions.DEFAULT.wholeOctets());
        hints = new KafkaChangeHints(addresses.kafka());
    }

    private static ReservedKeys.Block reserve(LedgerClient ledger, String instance, ObjectKind kind, int count)
            throws InterruptedException {
        ReserveResponse block = ledger.reserve(ReserveRequest.newBuilder()
                .setWriter(instance)
                .setKind(kind)
                .setCount(count)
                .build());
        return new ReservedKeys.Block(block.getObjectKeysList(), Duration.ofMillis(block.getValidForMillis()));
    }

    /** The mailbox service. */
    public MailboxClient mailboxes() {
        return mailboxes;
    }

    /** Who is who. */
    public Logins logins() {
        return logins;
    }

    /** Reads bodies. */
    public BodyReader bodies() {
        return bodies;
    }

    /** Stores appended messages. */
    public MessageWriter writer() {
        return writer;
    }

    /** Hints of changes. */
    public ChangeHints hints() {
        return hints;
    }

    /** Begins to connect to the mailbox service; returns at once. */
    public void warmUp() {
        channel.warmUp();
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
    public void close() {
        hints.close();
        channel.close();
        store.close();
        disk.ifPresent(DiskCache::close);
    }
}
