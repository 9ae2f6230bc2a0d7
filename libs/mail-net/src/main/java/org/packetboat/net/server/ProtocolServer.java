package org.packetboat.net.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.flow.ScratchPool;
import org.packetboat.net.limits.ConnectionLimits;
import org.packetboat.net.metrics.ProtocolMetrics;
import org.packetboat.net.tls.TlsSession;

/**
 * The listeners of one protocol: accepts, counts, and gives every connection its session and lane. Connections are spread over Vert.x's event
 * loops (ADR 12 says why the listeners are not its NetServers). {@link #start}, {@link #drain} and {@link #close} block and belong to no event
 * loop.
 */
public final class ProtocolServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int SCRATCH_BUFFERS = 64;
    /** Most that is read at once, beyond what a connection's window has room for. */
    private static final int READ_OCTETS = 16 * 1024;

    /** As Netty has it, unless the window is full. */
    private static final int READS_IN_A_ROW = 16;

    private static final int FIRST_READ_OCTETS = 2 * 1024;
    private static final int LEAST_READ_OCTETS = 64;
    /** Of the heap, for messages that arrive and were not taken yet. */
    private static final int STREAM_SHARE_OF_HEAP = 8;

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration AFTERMATH = Duration.ofSeconds(2);
    private static final Duration SOCKET_CALL = Duration.ofSeconds(10);
    /** Goodbyes are spread over this part of the grace; the rest is for the commands that are then in progress. */
    private static final double GOODBYES = 0.6;

    private final Vertx vertx;
    private final List<ListenerOptions> listeners;
    private final SessionFactory sessions;
    private final RandomGenerator random;
    private final ProtocolMetrics metrics;
    private final ScratchPool scratch = new ScratchPool(SCRATCH_BUFFERS);
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Arrivals arriving = new Arrivals(this::signalIfEmpty);
    private final StreamBudget streams = new StreamBudget(Runtime.getRuntime().maxMemory() / STREAM_SHARE_OF_HEAP);
    private final AtomicLong numbers = new AtomicLong(ProcessHandle.current().pid() << 32);
    private final List<Channel> bound = new ArrayList<>();
    private volatile boolean accepting = true;
    private long sweepTimer = -1;
    private @Nullable Runnable onEmpty;

    /**
     * @param protocol "smtp", "imap" or "pop3": the tag of its meters
     * @param random spreads goodbyes
     */
    public ProtocolServer(
            Vertx vertx,
            String protocol,
            List<ListenerOptions> listeners,
            SessionFactory sessions,
            MeterRegistry registry,
            RandomGenerator random) {
        this.vertx = vertx;
        this.listeners = List.copyOf(listeners);
        this.sessions = sessions;
        this.random = random;
        this.metrics = new ProtocolMetrics(registry, protocol);
        // Not among the JDK's direct buffers, which the platform counts.
        Gauge.builder("packetboat.netty.direct.octets", PlatformDependent::usedDirectMemory)
                .register(registry);
        Gauge.builder("packetboat.stream.octets", streams, StreamBudget::used)
                .description("What all messages that arrive may hold before their handlers take it")
                .tag("protocol", protocol)
                .register(registry);
    }

    /** The meters of this protocol, for its handlers. */
    public ProtocolMetrics metrics() {
        return metrics;
    }

    /** Binds all listeners, in their order, and accepts. Fails with IllegalStateException when an address cannot be bound. */
    public List<Integer> start() {
        try {
            for (ListenerOptions options : listeners) {
                bound.add(bind(options));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        long shortest = listeners.stream()
                .mapToLong(options -> options.timeouts().shortest().toMillis())
                .min()
                .orElse(SWEEP.toMillis());
        sweepTimer = vertx.setPeriodic(Math.clamp(shortest / 4, 10, SWEEP.toMillis()), timer -> sweep());
        return bound.stream()
                .map(channel -> ((InetSocketAddress) channel.localAddress()).getPort())
                .toList();
    }

    private Channel bind(ListenerOptions options) {
        ConnectionLimits limits = new ConnectionLimits(
                options.limits().connections(),
                options.limits().connectionsPerAddress(),
                options.limits().connectionsPerUser());
        metrics.listener(options.name());
        Reception reception = new Reception(
                options,
                limits,
                sessions,
                metrics,
                (link, client, tls) -> open(options, limits, link, client, tls),
                arriving);
        EventLoopGroup loops = vertx.nettyEventLoopGroup();
        ChannelFuture binding = new ServerBootstrap()
                .group(loops, loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.RCVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_READ_OCTETS, FIRST_READ_OCTETS, READ_OCTETS)
                                .maxMessagesPerRead(READS_IN_A_ROW))
                .childHandler(reception)
                .bind(options.host(), options.port());
        if (!binding.awaitUninterruptibly(SOCKET_CALL.toMillis()) || !binding.isSuccess()) {
            binding.channel().close();
            throw new IllegalStateException(
                    "cannot listen on " + options.host() + ":" + options.port(), binding.cause());
        }
        return binding.channel();
    }

    /** Connections that are open. */
    public int connections() {
        return connections.size();
    }

    /**
     * Stops accepting, lets every handshake and every command in progress end, says goodbye to each client at some time of the grace, so that they do not all come
     * back elsewhere at once, and waits until all are gone.
     *
     * @return how many connections had to be cut when the grace was over
     */
    public int drain(Duration grace) throws InterruptedException {
        metrics.draining();
        stopAccepting();
        CountDownLatch empty = new CountDownLatch(1);
        synchronized (this) {
            onEmpty = empty::countDown;
        }
        for (Connection connection : connections) {
            long delay = (long) (random.nextDouble() * GOODBYES * grace.toMillis());
            vertx.setTimer(Math.max(1, delay), timer -> connection.drain());
        }
        signalIfEmpty();
        int forced = 0;
        if (!empty.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            for (Connection connection : connections) {
                if (connection.cut()) {
                    metrics.drainForced();
                    forced++;
                }
            }
            // What the sessions hold for their clients is given back.
            empty.await(AFTERMATH.toMillis(), TimeUnit.MILLISECONDS);
        }
        return forced;
    }

    /**
     * Closes the ports; connections stay. Clients that were accepted and still shake hands are greeted and sent away; those that the kernel had not
     * handed over yet hear a reset.
     */
    public void stopAccepting() {
        accepting = false;
        for (Channel listener : bound) {
            listener.close().awaitUninterruptibly(SOCKET_CALL.toMillis());
        }
    }

    /** Closes the ports and every connection at once. */
    @Override
    public void close() {
        stopAccepting();
        if (sweepTimer >= 0) {
            vertx.cancelTimer(sweepTimer);
        }
        connections.forEach(Connection::abort);
        bound.clear();
    }

    /** Event loop. */
    private Connection open(
            ListenerOptions options,
            ConnectionLimits limits,
            SocketLink link,
            InetAddress client,
            @Nullable TlsSession tls) {
        Connection connection =
                new Connection(numbers.incrementAndGet(), options, client, link, new Surroundings(limits), tls);
        connections.add(connection);
        metrics.opened(options.name());
        connection.start();
        if (!accepting) {
            connection.drain();
        }
        return connection;
    }

    /** What the connections of one listener share. */
    final class Surroundings {
        private final ConnectionLimits limits;

        Surroundings(ConnectionLimits limits) {
            this.limits = limits;
        }

        ScratchPool scratch() {
            return scratch;
        }

        ProtocolMetrics metrics() {
            return metrics;
        }

        StreamBudget streams() {
            return streams;
        }

        ConnectionLimits limits() {
            return limits;
        }

        Session session(Connection connection) {
            return sessions.open(connection);
        }

        /** The connection's session has been told that it is over. */
        void gone(Connection connection) {
            connections.remove(connection);
            limits.leave(connection.clientAddress());
            metrics.closed(connection.listener().name(), connection.reason().label());
            signalIfEmpty();
        }
    }

    private void signalIfEmpty() {
        Runnable waiting;
        synchronized (this) {
            waiting = onEmpty;
        }
        if (waiting != null && connections.isEmpty() && arriving.isNone()) {
            waiting.run();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Connection connection : connections) {
            connection.sweep(now);
        }
    }
}
