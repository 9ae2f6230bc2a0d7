package org.packetboat.imap;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BodyReader;
import org.packetboat.imap.handler.AppendHandler;
import org.packetboat.imap.handler.BodySearch;
import org.packetboat.imap.handler.CopyHandler;
import org.packetboat.imap.handler.ExpungeHandler;
import org.packetboat.imap.handler.FetchHandler;
import org.packetboat.imap.handler.ImapCommands;
import org.packetboat.imap.handler.ListHandler;
import org.packetboat.imap.handler.MailboxHandler;
import org.packetboat.imap.handler.MessageReceiver;
import org.packetboat.imap.handler.MessageRows;
import org.packetboat.imap.handler.MetadataCache;
import org.packetboat.imap.handler.MeteredCommands;
import org.packetboat.imap.handler.MoveHandler;
import org.packetboat.imap.handler.QuotaHandler;
import org.packetboat.imap.handler.ReplaceHandler;
import org.packetboat.imap.handler.SearchHandler;
import org.packetboat.imap.handler.SelectHandler;
import org.packetboat.imap.handler.StatusHandler;
import org.packetboat.imap.handler.StatusItems;
import org.packetboat.imap.handler.StoreHandler;
import org.packetboat.imap.port.ChangeHints;
import org.packetboat.imap.port.Logins;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.imap.session.ChangeHub;
import org.packetboat.imap.session.IdleGauge;
import org.packetboat.imap.session.ImapSession;
import org.packetboat.imap.session.Reuse;
import org.packetboat.imap.session.SessionLimits;
import org.packetboat.imap.session.SessionServices;
import org.packetboat.net.flow.Compression;
import org.packetboat.net.flow.Slices;
import org.packetboat.net.limits.ConnectionLimits.Admission;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.net.server.ProtocolServer;
import org.packetboat.net.server.Session;
import org.packetboat.net.server.SessionFactory;

/** The IMAP listener with all that its sessions share; made of ports, so that tests run it on fakes. */
public final class ImapServer implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final ProtocolServer server;
    private final ChangeHub changes;
    private final Ports ports;
    private final ExecutorService searching;
    private final Compression compression;
    private final ScheduledExecutorService ticking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("imap-tick").daemon().factory());

    /** What is behind the listener. */
    public record Ports(
            MailboxClient mailboxes, Logins logins, BodyReader bodies, MessageWriter writer, ChangeHints hints) {}

    /**
     * How much and how often.
     *
     * @param metadataOctets of the metadata cache
     * @param searchThreads that may compute at one time
     */
    public record Options(SessionLimits limits, Reuse reuse, long metadataOctets, int searchThreads, Duration poll) {}

    /** Listens to nothing before {@link #start}. */
    public ImapServer(
            Vertx vertx,
            List<ListenerOptions> listeners,
            Options options,
            Ports ports,
            Sources sources,
            MeterRegistry registry) {
        this.ports = ports;
        MetadataCache metadata = new MetadataCache(options.metadataOctets());
        MessageRows rows = new MessageRows(ports.mailboxes(), metadata);
        searching = Executors.newFixedThreadPool(
                options.searchThreads(),
                Thread.ofPlatform().name("imap-search-", 0).daemon().factory());
        StatusItems status = new StatusItems(options.limits().messageOctets());
        Slices slices = new Slices(searching);
        compression = new Compression(slices);
        ImapCommands commands = new ImapCommands(handlers(rows, slices, sources.clock(), status));
        changes = new ChangeHub(
                ports.mailboxes(), sources.random(), options.poll().toNanos());
        IdleGauge idling = new IdleGauge();
        SessionsOf sessions = new SessionsOf();
        server = new ProtocolServer(vertx, "imap", listeners, sessions, registry, sources.random());
        sessions.services = new SessionServices(
                new MeteredCommands(commands, ports.bodies().metrics()::commandEnded),
                ports.mailboxes(),
                changes,
                ports.logins(),
                options.limits(),
                options.reuse(),
                idling,
                compression,
                server.metrics());
        register(registry, metadata, idling);
    }

    /** Time and chance. */
    public record Sources(InstantSource clock, RandomGenerator random) {}

    private ImapCommands.Handlers handlers(MessageRows rows, Slices slices, InstantSource clock, StatusItems status) {
        MailboxClient mailboxes = ports.mailboxes();
        MessageReceiver receiver = new MessageReceiver(ports.writer(), clock);
        return new ImapCommands.Handlers(
                new SelectHandler(mailboxes),
                new MailboxHandler(mailboxes),
                new ListHandler(mailboxes, status, slices),
                new StatusHandler(mailboxes, status),
                new AppendHandler(mailboxes, receiver),
                new ExpungeHandler(mailboxes),
                new SearchHandler(mailboxes, new BodySearch(rows, ports.bodies(), searching), clock),
                new FetchHandler(mailboxes, rows, ports.bodies(), slices),
                new StoreHandler(mailboxes),
                new CopyHandler(mailboxes),
                new MoveHandler(mailboxes),
                new ReplaceHandler(mailboxes, receiver),
                new QuotaHandler(mailboxes));
    }

    private void register(MeterRegistry registry, MetadataCache metadata, IdleGauge idling) {
        Gauge.builder("packetboat.imap.idling", idling, IdleGauge::sessions).register(registry);
        Gauge.builder("packetboat.imap.selected.mailboxes", changes, ChangeHub::mailboxes)
                .register(registry);
        Gauge.builder("packetboat.metadata.cache.octets", metadata, MetadataCache::octets)
                .register(registry);
        FunctionCounter.builder("packetboat.metadata.cache", metadata, MetadataCache::hits)
                .tag("result", "hit")
                .register(registry);
        FunctionCounter.builder("packetboat.metadata.cache", metadata, MetadataCache::misses)
                .tag("result", "miss")
                .register(registry);
        FunctionCounter.builder("packetboat.imap.pushes", changes, ChangeHub::pushes)
                .register(registry);
        FunctionCounter.builder("packetboat.imap.shared.questions", changes, ChangeHub::questions)
                .register(registry);
    }

    /** Binds; returns the ports in the order of the listeners. */
    public List<Integer> start() {
        ports.hints().start(changes);
        ticking.scheduleWithFixedDelay(changes::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        return server.start();
    }

    /** Lets commands in progress end and says goodbye; returns how many connections were cut. */
    public int drain(Duration grace) throws InterruptedException {
        return server.drain(grace);
    }

    @Override
    public void close() {
        server.close();
        ticking.shutdownNow();
        searching.shutdown();
        compression.close();
        ports.hints().close();
    }

    /** Makes sessions, once the services that need the server's metrics are there. */
    private static final class SessionsOf implements SessionFactory {
        private volatile @Nullable SessionServices services;

        @Override
        public Session open(Connection connection) {
            SessionServices shared = services;
            if (shared == null) {
                throw new IllegalStateException("not started");
            }
            return new ImapSession(connection, shared);
        }

        @Override
        public byte[] refusal(Admission reason) {
            return "* BYE [LIMIT] Too many connections\r\n".getBytes(StandardCharsets.US_ASCII);
        }
    }
}
