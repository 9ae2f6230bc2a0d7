package org.packetboat.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy in front of a server of this machine that misbehaves on demand. Settings apply to connections that are open already, too.
 * Thread-safe.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final int BLOCK = 16 * 1024;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean refusing;
    private volatile boolean frozen;
    private volatile Duration delay = Duration.ZERO;
    private volatile long cutToServer = Long.MAX_VALUE;
    private volatile long cutToClient = Long.MAX_VALUE;
    private volatile int octetsAtOnce = BLOCK;

    /** Listens on a free port of loopback. */
    public FaultyProxy(String targetHost, int targetPort) throws IOException {
        target = new InetSocketAddress(targetHost, targetPort);
        listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("faulty-proxy").start(this::accept);
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Every block waits that long, in both directions. */
    public void delay(Duration perBlock) {
        delay = perBlock;
    }

    /** The n-th octet towards the server breaks the connection (RST); counted per connection. */
    public void cutTowardsServerAfter(long octets) {
        cutToServer = octets;
    }

    /** The n-th octet towards the client breaks the connection (RST); counted per connection. */
    public void cutTowardsClientAfter(long octets) {
        cutToClient = octets;
    }

    /** Passes at most this many octets at once; with a delay: a slow reader. */
    public void octetsAtOnce(int octets) {
        octetsAtOnce = Math.min(octets, BLOCK);
    }

    /** Nothing passes any more, nothing is closed: a network that swallows packets. */
    public void freeze() {
        frozen = true;
    }

    /** Ends {@link #freeze()}. */
    public void thaw() {
        frozen = false;
    }

    /** New connections are closed at once. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** No fault any more. */
    public void heal() {
        delay = Duration.ZERO;
        cutToServer = Long.MAX_VALUE;
        cutToClient = Long.MAX_VALUE;
        octetsAtOnce = BLOCK;
        frozen = false;
        refusing = false;
    }

    /** Breaks every open connection (RST). */
    public void cutAll() {
        sockets.forEach(FaultyProxy::reset);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        cutAll();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                if (refusing) {
                    reset(client);
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new IllegalStateException("faulty proxy cannot accept", e);
                }
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        sockets.add(client);
        sockets.add(server);
        try {
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            reset(client);
            reset(server);
            return;
        }
        Thread.ofVirtual().start(() -> pump(client, server, Direction.TO_SERVER));
        Thread.ofVirtual().start(() -> pump(server, client, Direction.TO_CLIENT));
    }

    private enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private long limit(Direction direction) {
        return direction == Direction.TO_SERVER ? cutToServer : cutToClient;
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] block = new byte[BLOCK];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(block, 0, octetsAtOnce); n >= 0; n = in.read(block, 0, octetsAtOnce)) {
                hesitate();
                int allowed = (int) Math.min(n, limit(direction) - passed);
                out.write(block, 0, allowed);
                passed += allowed;
                if (allowed < n) {
                    reset(from);
                    reset(to);
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        } finally {
            if (from.isClosed() || from.isInputShutdown() && from.isOutputShutdown()) {
                sockets.remove(from);
            }
        }
    }

    private void hesitate() {
        LockSupport.parkNanos(delay.toNanos());
        while (frozen && !closed) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Already closed by the other side: what was wanted.
            return;
        }
    }
}
