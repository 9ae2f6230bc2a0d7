package org.packetboat.net.server;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.flow.FlowWriter;
import org.packetboat.net.flow.ScratchPool;
import org.packetboat.net.framing.Frame;

/**
 * One client's connection.
 *
 * <p>Threads: {@link #submit}, {@link #close}, {@link #abort} and the getters may be called from anywhere; {@link #out()} and
 * {@link #input()} belong to the lane. STARTTLS will be a method here (issue "One secure front door"): it needs {@link CommandInput#clean()}.
 */
public final class Connection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    /** How long a finished connection may wait for the client to close its side. */
    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long NEVER = Long.MAX_VALUE;

    private final long id;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final ListenerOptions.Timeouts timeouts;
    private final SocketLink link;
    private final CommandLane lane;
    private final FlowWriter out;
    private final Runnable onClosed;
    private final Session session;
    private final CommandInput input;
    private volatile Phase phase = Phase.OPEN;
    private volatile CloseReason reason = CloseReason.CLIENT;
    private volatile long idleNanos;
    /** When the next timeout falls due while the lane rests, in System.nanoTime() since {@link #openedAt}. */
    private volatile long restUntil = NEVER;

    private volatile long authenticateUntil;
    private volatile long closeBy = NEVER;
    private final long openedAt = System.nanoTime();

    private enum Phase {
        OPEN,
        /** The lane sends what was written and ends the output. */
        FINISHING,
        /** Nothing more is sent; the client has not closed its side yet. */
        LINGERING,
        CLOSED
    }

    Connection(
            long id,
            Endpoints endpoints,
            SocketLink link,
            ListenerOptions.Timeouts timeouts,
            ScratchPool scratch,
            SessionFactory sessions,
            Runnable onClosed) {
        this.id = id;
        this.remote = endpoints.remote();
        this.local = endpoints.local();
        this.timeouts = timeouts;
        this.link = link;
        this.onClosed = onClosed;
        this.idleNanos = timeouts.idle().toNanos();
        this.authenticateUntil = timeouts.authentication().isZero()
                ? NEVER
                : timeouts.authentication().toNanos();
        this.lane = new CommandLane(new Work());
        this.out = new FlowWriter(link, scratch, timeouts.stall());
        this.session = sessions.open(this);
        this.input = new CommandInput(
                this, lane, session.framer(), link, timeouts.input().toNanos());
    }

    /** Both ends of the socket. */
    record Endpoints(InetSocketAddress remote, InetSocketAddress local) {}

    /** Number of this connection in this process. */
    public long number() {
        return id;
    }

    /** For logs: the same in every line about this connection. */
    public String id() {
        return Long.toString(id, 36);
    }

    /** The client. */
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    /** Where it connected to. */
    public InetSocketAddress localAddress() {
        return local;
    }

    /** Where replies are written. Lane only. */
    public FlowWriter out() {
        return out;
    }

    /** More input of the command in progress. Lane only. */
    public CommandInput input() {
        return input;
    }

    /** Runs a task on the lane, after the one in progress and before the next command. False when the connection is closing. */
    public boolean submit(LaneTask task) {
        return phase == Phase.OPEN && lane.submit(task);
    }

    /** How long the client may be silent between commands from now on. */
    public void setIdleTimeout(Duration timeout) {
        idleNanos = timeout.toNanos();
    }

    /** The client has logged in: the authentication timeout is over. */
    public void authenticated() {
        authenticateUntil = NEVER;
    }

    /** Closes after what was written so far has been sent; no further command is looked at. */
    public void close() {
        finish(CloseReason.SERVER);
    }

    /** Closes at once. */
    public void abort() {
        reason = CloseReason.ABORTED;
        link.close();
    }

    /** Whether a reply can still reach the client. */
    public boolean isOpen() {
        return phase == Phase.OPEN && link.open();
    }

    /** Whether a command is in progress; a hint for draining and tests. */
    boolean busy() {
        synchronized (lane) {
            return lane.busy();
        }
    }

    CloseReason reason() {
        return reason;
    }

    void start() {
        lane.submit(session::opened);
    }

    /** Event loop. */
    void receive(ByteBuffer chunk) {
        if (phase == Phase.OPEN) {
            input.add(chunk);
        }
    }

    /** The client has ended its input: what came before is still answered. Event loop. */
    void inputEnded() {
        if (phase == Phase.LINGERING) {
            link.close();
        } else {
            input.end();
        }
    }

    /** Event loop. */
    void drained() {
        out.drained();
    }

    /** The socket is closed. Event loop, once. */
    void socketClosed() {
        phase = Phase.CLOSED;
        lane.close(() -> {
            try {
                session.closed();
            } finally {
                onClosed.run();
            }
        });
    }

    /** Says goodbye between two commands and closes. */
    void drain() {
        submit(() -> {
            session.draining();
            finish(CloseReason.DRAINED);
        });
    }

    /** Ends what is overdue. Called about once a second. */
    void sweep(long nanoTime) {
        long now = nanoTime - openedAt;
        if (now > closeBy) {
            link.close();
        } else if (phase != Phase.OPEN) {
            return;
        } else if (now > authenticateUntil) {
            authenticateUntil = NEVER;
            expire(Session.Timeout.AUTHENTICATION, now);
        } else if (now > restUntil && !busy()) {
            restUntil = NEVER;
            expire(Session.Timeout.IDLE, now);
        }
    }

    private void expire(Session.Timeout timeout, long now) {
        closeBy = now + timeouts.stall().toNanos();
        if (busy()) {
            reason = CloseReason.TIMEOUT;
            link.close();
            return;
        }
        submit(() -> {
            session.timedOut(timeout);
            finish(CloseReason.TIMEOUT);
        });
    }

    /** A handler waits for input that will not come, or writes to a client that does not read. */
    void abandon() {
        finish(CloseReason.CLIENT);
    }

    void prompt() throws InterruptedException {
        out.write(session.continuationRequest());
    }

    private void finish(CloseReason why) {
        synchronized (lane) {
            if (phase != Phase.OPEN) {
                return;
            }
            phase = Phase.FINISHING;
            reason = why;
            lane.submit(() -> {}); // a resting lane must wake up to send the end
        }
    }

    private void end() {
        phase = Phase.LINGERING;
        closeBy = System.nanoTime() - openedAt + timeouts.stall().toNanos();
        link.finish(() -> closeBy = System.nanoTime() - openedAt + LINGER_NANOS);
    }

    private void execute(Frame frame) throws InterruptedException {
        if (frame instanceof Frame.PromptWanted) {
            prompt();
            return;
        }
        session.received(frame);
        if (!input.finishCommand()) {
            LOG.log(Level.ERROR, "connection closed, command left its input unread conn={0}", id());
            abort();
        }
    }

    /** What the lane works on. */
    private final class Work implements CommandLane.Work {
        @Override
        public @Nullable LaneTask poll() {
            if (phase != Phase.OPEN) {
                return null;
            }
            Frame frame = input.poll();
            if (frame != null) {
                return () -> execute(frame);
            }
            return input.exhausted() ? () -> finish(CloseReason.CLIENT) : null;
        }

        @Override
        public void idle() throws InterruptedException {
            out.flush();
            if (phase == Phase.FINISHING) {
                end();
            }
        }

        @Override
        public void resting() {
            out.release();
            restUntil = System.nanoTime() - openedAt + idleNanos;
        }

        @Override
        public void failed(Throwable failure) {
            if (failure instanceof InterruptedException) {
                finish(CloseReason.CLIENT);
                return;
            }
            LOG.log(Level.ERROR, () -> "connection closed after a failure conn=" + id(), failure);
            finish(CloseReason.ABORTED);
        }
    }
}
