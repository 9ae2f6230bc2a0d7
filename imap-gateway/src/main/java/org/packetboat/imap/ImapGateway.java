package org.packetboat.imap;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.DiskCache;
import org.packetboat.frontdoor.FrontDoor;
import org.packetboat.frontdoor.FrontDoors;
import org.packetboat.imap.adapter.Backend;
import org.packetboat.imap.session.Reuse;
import org.packetboat.imap.session.SessionLimits;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.service.config.ObjectStores;
import org.packetboat.service.config.grpc.MailboxEndpoints;

/**
 * The gateway's life. What holds while it runs:
 *
 * <ul>
 *   <li>It keeps nothing that must survive it: a session that reconnects finds everything as it was acknowledged.
 *   <li>OK to APPEND means that the object is stored and the row committed; OK to STORE, COPY and EXPUNGE that they are committed.
 *   <li>A sequence number means what the client was last told it means; EXPUNGE is not told during FETCH, STORE or SEARCH.
 *   <li>A client that asks (NOOP, CHECK, IDLE) is told of everything that was committed before it asked.
 *   <li>The octets of a message are those that were stored, whatever part of them is asked for.
 *   <li>No cache answers for another account: the account is part of every key.
 *   <li>An idle connection owns no thread; memory per connection does not depend on the size of messages.
 *   <li>The port is open while broker, store or mailbox service are away, and answers "temporarily".
 * </ul>
 */
@Singleton
public class ImapGateway {
    private static final System.Logger LOG = System.getLogger(ImapGateway.class.getName());
    private static final int BODY_SHARE_OF_HEAP = 4;
    private static final int METADATA_SHARE_OF_HEAP = 8;

    private final ImapConfig config;
    private final TlsConfigurationRegistry tls;
    private final Vertx vertx;
    private final MeterRegistry registry;
    private final FrontDoors doors;
    private @Nullable ImapServer server;
    private volatile @Nullable Backend backend;

    /** Starts nothing. */
    @Inject
    public ImapGateway(
            ImapConfig config, TlsConfigurationRegistry tls, Vertx vertx, MeterRegistry registry, FrontDoors doors) {
        this.config = config;
        this.tls = tls;
        this.vertx = vertx;
        this.registry = registry;
        this.doors = doors;
    }

    void start(@Observes StartupEvent event) {
        ImapConfig.Imap imap = config.imap();
        Backend connected = new Backend(addresses(), bounds(), registry);
        backend = connected;
        ImapServer listening = new ImapServer(
                vertx,
                listeners(doors.open(imap)),
                options(),
                new ImapServer.Ports(
                        connected.mailboxes(),
                        connected.logins(),
                        connected.bodies(),
                        connected.writer(),
                        connected.hints()),
                new ImapServer.Sources(InstantSource.system(), new SplittableRandom()),
                registry);
        server = listening;
        connected.warmUp();
        List<Integer> ports = listening.start();
        doors.leaveBy(() -> listening.drain(imap.drainGrace()));
        LOG.log(Level.INFO, "listening protocol=imap host={0} ports={1}", imap.host(), ports);
    }

    private List<ListenerOptions> listeners(FrontDoor door) {
        ListenerOptions clear = door.onRequest("imap", config.imap().port());
        return door.hasTls()
                ? List.of(clear, door.implicit("imaps", config.imap().tlsPort()))
                : List.of(clear);
    }

    void stop(@Observes ShutdownEvent event) {
        ImapServer listening = server;
        if (listening != null) {
            listening.close();
        }
        Backend connected = backend;
        if (connected != null) {
            connected.close();
        }
    }

    /** What is behind this gateway; {@code null} before the start. */
    @Nullable
    Backend backend() {
        return backend;
    }

    private Backend.Addresses addresses() {
        BlobStoreOptions store =
                ObjectStores.options(config.s3()).withCallTimeout(config.imap().storeTimeout());
        Path spool = Path.of(config.imap()
                .spoolDirectory()
                .orElseGet(() -> System.getProperty("java.io.tmpdir") + "/packetboat-imap-spool"));
        String instance = "imap-gateway/" + ProcessHandle.current().pid();
        return new Backend.Addresses(
                KafkaConnection.of(config.kafka()),
                MailboxEndpoints.of(config.mailbox(), tls, vertx),
                MailboxEndpoints.tokens(config.mailbox()),
                store,
                spool,
                instance);
    }

    private Backend.Bounds bounds() {
        ImapConfig.Imap imap = config.imap();
        return new Backend.Bounds(
                imap.mailboxTimeout(),
                imap.spoolSize().asLongValue(),
                octets(imap.bodyCache(), BODY_SHARE_OF_HEAP),
                DiskCache.of(
                        imap.bodyDiskDirectory(),
                        "packetboat-imap-bodies",
                        imap.bodyDiskCache().asLongValue()));
    }

    private ImapServer.Options options() {
        ImapConfig.Imap imap = config.imap();
        SessionLimits limits = new SessionLimits(
                Math.toIntExact(imap.maxCommandSize().asLongValue()),
                imap.maxMessageSize().asLongValue(),
                SessionLimits.DEFAULTS.anonymousCommandOctets(),
                SessionLimits.DEFAULTS.anonymousLiteralOctets(),
                Math.toIntExact(imap.maxCommandSize().asLongValue()),
                imap.maxErrors());
        return new ImapServer.Options(
                limits,
                imap.unauthenticate() ? Reuse.ALLOWED : Reuse.FORBIDDEN,
                octets(imap.metadataCache(), METADATA_SHARE_OF_HEAP),
                imap.searchThreads().orElseGet(() -> Runtime.getRuntime().availableProcessors()),
                imap.pollInterval());
    }

    private static long octets(Optional<MemorySize> configured, int shareOfHeap) {
        return configured
                .map(size -> size.asLongValue())
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / shareOfHeap);
    }
}
