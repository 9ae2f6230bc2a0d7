package org.packetboat.net.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.flow.ScratchPool;
import org.packetboat.net.limits.ConnectionLimits;
import org.packetboat.net.metrics.ProtocolMetrics;

/**
 * One listener of one protocol: accepts, counts, and gives every connection its session and lane. Connections are spread over as many event
 * loops as there are processors. {@link #start}, {@link #drain} and {@link #close} block and belong to no event loop.
 */
public final class ProtocolServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProtocolServer.class.getName());
    private static final int BACKLOG = 1024;
    private static final int SCRATCH_BUFFERS = 64;
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration SOCKET_CALL = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final ListenerOptions options;
    private final SessionFactory sessions;
    private final ProtocolMetrics metrics;
    private final ConnectionLimits limits;
    private final ScratchPool scratch = new ScratchPool(SCRATCH_BUFFERS);
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong(ProcessHandle.current().pid() << 32);
    private final List<NetServer> listeners = new ArrayList<>();
    private volatile boolean accepting = true;
    private long sweepTimer = -1;
    private @Nullable Runnable onEmpty;

    /** @param protocol "smtp", "imap" or "pop3": the tag of its meters */
    public ProtocolServer(
            Vertx vertx, String protocol, ListenerOptions options, SessionFactory sessions, MeterRegistry registry) {
        this.vertx = vertx;
        this.options = options;
        this.sessions = sessions;
        this.metrics = new ProtocolMetrics(registry, protocol);
        this.limits = new ConnectionLimits(
                options.limits().connections(), options.limits().connectionsPerAddress());
    }

    /** The meters of this protocol, for its handlers. */
    public ProtocolMetrics metrics() {
        return metrics;
    }

    /** Binds and accepts. Returns the port; fails with IllegalStateException when the address cannot be bound. */
    public int start() {
        int port = options.port();
        // Vert.x shares a port between event loops only when it is known beforehand; 0 is for tests.
        int loops = port == 0 ? 1 : Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
        for (int i = 0; i < loops; i++) {
            NetServer listener = vertx.createNetServer(new NetServerOptions()
                    .setTcpNoDelay(true)
                    .setTcpKeepAlive(true)
                    .setReuseAddress(true)
                    .setAcceptBacklog(BACKLOG));
            listener.connectHandler(this::accept);
            listener.exceptionHandler(e -> LOG.log(Level.DEBUG, "accept failed", e));
            port = listen(listener, port);
            listeners.add(listener);
        }
        long sweep = Math.clamp(shortestTimeout().toMillis() / 4, 10, SWEEP.toMillis());
        sweepTimer = vertx.setPeriodic(sweep, timer -> sweep());
        return port;
    }

    /** Connections that are open. */
    public int connections() {
        return connections.size();
    }

    /**
     * Stops accepting, lets every command in progress end, says goodbye to each client, and waits until all are gone.
     *
     * @return how many connections had to be cut when the grace was over
     */
    public int drain(Duration grace) throws InterruptedException {
        stopAccepting();
        CountDownLatch empty = new CountDownLatch(1);
        synchronized (this) {
            onEmpty = empty::countDown;
        }
        connections.forEach(Connection::drain);
        signalIfEmpty();
        if (empty.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            return 0;
        }
        int forced = connections.size();
        connections.forEach(Connection::abort);
        return forced;
    }

    /** Closes the port; connections stay. New ones that the kernel has accepted already are turned away. */
    public void stopAccepting() {
        accepting = false;
    }

    /** Closes the port and every connection at once. */
    @Override
    public void close() {
        stopAccepting();
        if (sweepTimer >= 0) {
            vertx.cancelTimer(sweepTimer);
        }
        connections.forEach(Connection::abort);
        for (NetServer listener : listeners) {
            listener.close();
        }
        listeners.clear();
    }

    private int listen(NetServer listener, int port) {
        CountDownLatch done = new CountDownLatch(1);
        var listening = listener.listen(port, options.host()).onComplete(result -> done.countDown());
        try {
            if (!done.await(SOCKET_CALL.toMillis(), TimeUnit.MILLISECONDS) || listening.failed()) {
                throw new IllegalStateException("cannot listen on " + options.host() + ":" + port, listening.cause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while binding " + options.host() + ":" + port, e);
        }
        return listener.actualPort();
    }

    /** Event loop. */
    private void accept(NetSocket socket) {
        NetSocketInternal internal = (NetSocketInternal) socket;
        Channel channel = internal.channelHandlerContext().channel();
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                || !(channel.localAddress() instanceof InetSocketAddress local)
                || !accepting) {
            channel.close();
            return;
        }
        InetAddress address = remote.getAddress();
        ConnectionLimits.Admission admission = limits.enter(address);
        if (admission != ConnectionLimits.Admission.ADMITTED) {
            metrics.refused(admission.name().toLowerCase(Locale.ROOT));
            new SocketLink(channel, metrics).sendAndClose(sessions.refusal(admission));
            return;
        }
        open(internal, channel, new Connection.Endpoints(remote, local));
    }

    private void open(NetSocketInternal socket, Channel channel, Connection.Endpoints endpoints) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        SocketLink link = new SocketLink(channel, metrics);
        Connection[] self = new Connection[1];
        Connection connection = new Connection(
                numbers.incrementAndGet(),
                endpoints,
                link,
                options.timeouts(),
                scratch,
                sessions,
                () -> gone(self[0], endpoints.remote().getAddress()));
        self[0] = connection;
        connections.add(connection);
        metrics.opened();
        socket.messageHandler(message -> receive(connection, message));
        socket.eventHandler(event -> {
            if (event instanceof ChannelInputShutdownEvent) {
                connection.inputEnded();
            }
        });
        socket.drainHandler(drained -> connection.drained());
        socket.exceptionHandler(e -> LOG.log(Level.DEBUG, () -> "socket failed conn=" + connection.id(), e));
        socket.closeHandler(closed -> connection.socketClosed());
        connection.start();
        if (!accepting) {
            connection.drain();
        }
    }

    private void receive(Connection connection, Object message) {
        try {
            if (message instanceof ByteBuf octets) {
                byte[] copy = new byte[octets.readableBytes()];
                octets.readBytes(copy);
                metrics.received(copy.length);
                connection.receive(ByteBuffer.wrap(copy));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void gone(Connection connection, InetAddress address) {
        connections.remove(connection);
        limits.leave(address);
        metrics.closed(connection.reason().label());
        signalIfEmpty();
    }

    private void signalIfEmpty() {
        Runnable waiting;
        synchronized (this) {
            waiting = onEmpty;
        }
        if (waiting != null && connections.isEmpty()) {
            waiting.run();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Connection connection : connections) {
            connection.sweep(now);
        }
    }

    private Duration shortestTimeout() {
        ListenerOptions.Timeouts t = options.timeouts();
        Duration shortest = t.idle().compareTo(t.stall()) < 0 ? t.idle() : t.stall();
        return t.authentication().isZero() || shortest.compareTo(t.authentication()) < 0
                ? shortest
                : t.authentication();
    }
}
