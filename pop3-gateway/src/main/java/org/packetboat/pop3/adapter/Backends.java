package org.packetboat.pop3.adapter;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BodyCache;
import org.packetboat.blob.BodyReader;
import org.packetboat.blob.BodyReaderOptions;
import org.packetboat.blob.DiskCache;
import org.packetboat.blob.MicrometerBlobMetrics;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.pop3.port.Accounts;
import org.packetboat.pop3.port.Maildrops;
import org.packetboat.service.config.MailboxConfig;
import org.packetboat.service.config.ObjectStores;
import org.packetboat.service.config.S3Config;
import org.packetboat.service.config.grpc.MailboxEndpoints;

/** The process's connections to mailbox-service and to the object store. Thread-safe. */
@ApplicationScoped
public class Backends {
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final MailboxChannel mailbox;
    private final BlobStore store;
    private final Optional<DiskCache> disk;
    private final Accounts accounts;
    private final Maildrops maildrops;

    /** Connects when first used. */
    public Backends(
            MailboxConfig mailboxConfig,
            S3Config s3,
            CacheConfig cacheConfig,
            TlsConfigurationRegistry tls,
            Vertx vertx,
            MeterRegistry registry) {
        MicrometerBlobMetrics metrics = new MicrometerBlobMetrics(registry);
        disk = DiskCache.of(
                cacheConfig.diskDirectory(), "packetboat-pop3-bodies", cacheConfig.diskSize().asLongValue());
        BodyCache cache = new BodyCache(cacheConfig.size().asLongValue(), disk);
        metrics.cacheOctets(cache);
        mailbox = MailboxChannel.to(MailboxEndpoints.of(mailboxConfig, tls, vertx));
        store = new MinioBlobStore(ObjectStores.options(s3), metrics);
        BodyReader reader = new BodyReader(store, cache, BodyReaderOptions.DEFAULT, metrics);
        accounts = new GrpcAccounts(mailbox.directory(), MailboxEndpoints.tokens(mailboxConfig));
        maildrops = new GrpcMaildrops(mailbox.maildrop(), mailbox.messages(), reader, new SecureRandom());
        mailbox.warmUp();
    }

    /** Passwords. */
    public Accounts accounts() {
        return accounts;
    }

    /** Maildrops. */
    public Maildrops maildrops() {
        return maildrops;
    }

    /** Returns when mailbox-service answers; throws UnavailableException when it does not. Blocks for at most 2 s. */
    public void probeMailbox() throws InterruptedException {
        mailbox.directory()
                .withDeadline(PROBE)
                .resolve(ResolveRequest.newBuilder().setAddress("postmaster").build());
    }

    /** Returns when the store answers with our credentials. Blocks. */
    public void probeStore() throws InterruptedException {
        store.probe();
    }

    @PreDestroy
    void close() {
        mailbox.close();
        store.close();
        disk.ifPresent(DiskCache::close);
    }
}
