package org.packetboat.net.server;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.sasl.ChannelBinding;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.net.flow.Compression;
import org.packetboat.net.flow.FlowWriter;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.limits.ConnectionLimits;
import org.packetboat.net.tls.TlsSession;

/**
 * One client's connection.
 *
 * <p>Threads: {@link #submit}, {@link #close}, {@link #abort} and the getters may be called from anywhere; {@link #out()}, {@link #input()},
 * {@link #startTls} and {@link #loggedIn} belong to the lane.
 */
public final class Connection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    /** How long a finished connection may wait for the client to close its side. */
    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    /** A client whose goodbye is due and that sends command after command is told between two of them. */
    private static final long GOODBYE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long NEVER = Long.MAX_VALUE;

    /** The mechanism of commands that take a password without SASL. */
    public static final String PASSWORD = "password";

    private final long id;
    private final ListenerOptions listener;
    private final InetAddress client;
    private final SocketLink link;
    private final ProtocolServer.Surroundings surroundings;
    private final CommandLane lane;
    private final FlowWriter out;
    private final Session session;
    private final CommandInput input;
    private volatile @Nullable TlsSession tls;
    private volatile Phase phase = Phase.OPEN;
    private volatile CloseReason reason = CloseReason.CLIENT;
    private volatile long idleNanos;
    /** When the next timeout falls due while the lane rests, in System.nanoTime() since {@link #openedAt}. */
    private volatile long restUntil = NEVER;

    private volatile long authenticateUntil;
    /** Until when the command that was begun has to be whole. */
    private volatile long commandUntil = NEVER;

    /** Since when it comes, and what had come before. Under the lane's lock. */
    private long commandSince;

    private long commandOctets;

    private volatile long closeBy = NEVER;
    /** From when on goodbye is said between two commands, however many more wait. */
    private volatile long goodbyeBy = NEVER;

    private volatile boolean goodbyeDue;
    /** The last answers are not all on their way yet. */
    private volatile boolean unsent;
    /** The command in progress waits for the client's part of a handshake. */
    private volatile boolean shakingHands;
    /** Since when the socket takes nothing. Sweeper only. */
    private long unreadSince = NEVER;

    private final long openedAt = System.nanoTime();
    /** Lane only. */
    private int commands;

    private boolean compressed;

    private int authenticationFailures;
    private @Nullable String user;

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
            ListenerOptions listener,
            InetAddress client,
            SocketLink link,
            ProtocolServer.Surroundings surroundings,
            @Nullable TlsSession tls) {
        this.id = id;
        this.listener = listener;
        this.client = client;
        this.link = link;
        this.surroundings = surroundings;
        this.tls = tls;
        ListenerOptions.Timeouts timeouts = listener.timeouts();
        this.idleNanos = timeouts.idle().toNanos();
        this.authenticateUntil = timeouts.authentication().isZero()
                ? NEVER
                : timeouts.authentication().toNanos();
        this.lane = new CommandLane(new Work());
        this.out = new FlowWriter(link, surroundings.scratch(), timeouts.stall());
        this.session = surroundings.session(this);
        this.input = new CommandInput(this, lane, session.framer(), link, timeouts, surroundings.streams());
        link.onStall(this::stalled);
    }

    /** Number of this connection in this process. */
    public long number() {
        return id;
    }

    /** For logs: the same in every line about this connection. */
    public String id() {
        return Long.toString(id, 36);
    }

    /** What it connected to. */
    public ListenerOptions listener() {
        return listener;
    }

    /** The client's; behind a load balancer, the one that the balancer tells of. */
    public InetAddress clientAddress() {
        return client;
    }

    /** Its encryption; empty in the clear. */
    public Optional<TlsSession> tls() {
        return Optional.ofNullable(tls);
    }

    /** Whether {@link #startTls} can be called: the listener has a certificate and the connection is in the clear. */
    public boolean offersStartTls() {
        return tls == null
                && !compressed
                && listener.encryption() instanceof Encryption.OnRequest(var server)
                && server.isReady();
    }

    /** What SASL may do on this connection now. */
    public SaslChannel saslChannel() {
        TlsSession encryption = tls;
        if (encryption != null) {
            return new SaslChannel(SaslChannel.Confidentiality.TLS, encryption, encryption.certificateAddresses());
        }
        return new SaslChannel(
                listener.clearTextLogins().contains(client)
                        ? SaslChannel.Confidentiality.CLEAR_ALLOWED
                        : SaslChannel.Confidentiality.CLEAR,
                ChannelBinding.NONE,
                List.of());
    }

    /**
     * Shakes hands (STARTTLS, STLS), in one place for all protocols. The session forgets what it has learnt before (RFC 3207 §4.2). When octets
     * came along with the command, or the handshake fails, the connection is closed.
     *
     * @param goAhead sent in the clear
     */
    public void startTls(byte[] goAhead) throws InterruptedException {
        if (!offersStartTls() || !(listener.encryption() instanceof Encryption.OnRequest(var server))) {
            throw new IllegalStateException("TLS is not offered");
        }
        out.flush();
        CompletableFuture<TlsSession> handshake = link.startTls(server, goAhead, this::clean);
        // Counted where it ends: the lane may be interrupted first, since the connection closes.
        handshake.whenComplete(this::count);
        shakingHands = true;
        try {
            loggedOut();
            tls = handshake.get(listener.timeouts().command().toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, () -> "handshake failed conn=" + id() + " reason=" + Failures.kinds(e));
            abort();
            throw new InterruptedException("handshake failed");
        } finally {
            shakingHands = false;
        }
    }

    /**
     * Compresses everything that is sent behind {@code goAhead}, and expects what comes to be compressed (RFC 4978).
     *
     * @return false, and nothing was sent, when octets have come behind the command that asked for it
     */
    public boolean compress(byte[] goAhead, Compression compression) throws InterruptedException {
        if (compressed) {
            throw new IllegalStateException("compressed already");
        }
        if (!input.inflate(compression)) {
            return false;
        }
        compressed = true;
        out.write(goAhead);
        out.compress(compression);
        return true;
    }

    /** Whether {@link #compress} was called. Lane only. */
    public boolean isCompressed() {
        return compressed;
    }

    private void count(@Nullable TlsSession encryption, @Nullable Throwable failure) {
        if (encryption != null) {
            surroundings.metrics().handshake(listener.name(), encryption);
            LOG.log(
                    Level.INFO,
                    "connection encrypted conn={0} tls={1} cipher={2}",
                    id(),
                    encryption.protocol(),
                    encryption.cipher());
        } else if (failure instanceof InjectedOctetsException) {
            limitHit("injected_octets");
        } else if (failure != null) {
            surroundings.metrics().handshakeFailed(listener.name(), failure);
        }
    }

    private boolean clean() {
        synchronized (lane) {
            return input.clean();
        }
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

    /**
     * Runs a login, counts it and says in the log how it ended: who logged in, but not who failed to, for people type passwords into the wrong
     * field. Lane only.
     *
     * @param mechanism from a small set: of SASL in its own spelling, or {@link #PASSWORD}
     * @param name who it turned out to be
     */
    public <T> T login(String mechanism, LoginAttempt<T> attempt, Function<T, String> name)
            throws InterruptedException {
        String outcome = "bug";
        String who = "-";
        try {
            T identity = attempt.run();
            who = name.apply(identity);
            outcome = "ok";
            return identity;
        } catch (MailFailure failure) {
            outcome = loginOutcome(failure);
            throw failure;
        } catch (InterruptedException e) {
            outcome = "interrupted";
            throw e;
        } finally {
            loginEnded(mechanism, outcome, who);
        }
    }

    private void loginEnded(String mechanism, String outcome, String user) {
        surroundings.metrics().login(mechanism, outcome);
        LOG.log(Level.INFO, "login conn={0} mechanism={1} outcome={2} user={3}", id(), mechanism, outcome, user);
    }

    private static String loginOutcome(MailFailure failure) {
        return switch (failure) {
            case RefusedException refused ->
                switch (refused.reason()) {
                    case AUTHENTICATION_CANCELLED -> "cancelled";
                    case LOGIN_BLOCKED -> "blocked";
                    case ENCRYPTION_REQUIRED -> "encryption_required";
                    case UNKNOWN_MECHANISM -> "unknown_mechanism";
                    default -> "refused";
                };
            case SyntaxException _, LimitException _, WrongStateException _ -> "malformed";
            case UnavailableException _ -> "unavailable";
        };
    }

    /** What a client does to log in. */
    @FunctionalInterface
    public interface LoginAttempt<T> {
        /** Blocks. */
        T run() throws InterruptedException;
    }

    /**
     * The client has logged in: it counts as a connection of this user, and the authentication timeout is over. A user that it logged in as
     * before is forgotten.
     *
     * @throws RefusedException TOO_MANY_SESSIONS when the user has as many connections as are allowed
     */
    public void loggedIn(String login) {
        forgetUser();
        ConnectionLimits.Admission admission = surroundings.limits().enter(login);
        if (admission != ConnectionLimits.Admission.ADMITTED) {
            limitHit(admission.name().toLowerCase(Locale.ROOT));
            throw new RefusedException(Refusal.TOO_MANY_SESSIONS);
        }
        user = login;
        authenticateUntil = NEVER;
        input.open(CommandInput.Window.USER);
    }

    /** The client is nobody again: it has to log in within the authentication timeout, counted from now. */
    public void loggedOut() {
        forgetUser();
        input.open(CommandInput.Window.STRANGER);
        Duration authentication = listener.timeouts().authentication();
        if (!authentication.isZero() && authenticateUntil == NEVER) {
            authenticateUntil = System.nanoTime() - openedAt + authentication.toNanos();
        }
    }

    private void forgetUser() {
        String former = user;
        if (former != null) {
            user = null;
            surroundings.limits().leave(former);
        }
    }

    /** A login failed. When there were as many as are allowed, the session says so and closes. */
    public Verdict authenticationFailed() {
        int most = listener.limits().authenticationFailures();
        if (++authenticationFailures < most || most == 0) {
            return Verdict.GO_ON;
        }
        limitHit("authentication_failures");
        return Verdict.CLOSE;
    }

    /** What becomes of the connection. */
    public enum Verdict {
        GO_ON,
        CLOSE
    }

    /** Counts that a limit was met, under a name from a small set. */
    public void limitHit(String limit) {
        surroundings.metrics().limitHit(limit);
    }

    /** Closes after what was written so far has been sent; no further command is looked at. */
    public void close() {
        finish(CloseReason.SERVER);
    }

    /** Closes at once. */
    public void abort() {
        decide(CloseReason.ABORTED);
        link.close();
    }

    /** The first reason is the one that counts; that the client has gone is often only what follows from it. */
    private void decide(CloseReason why) {
        synchronized (lane) {
            if (reason == CloseReason.CLIENT) {
                reason = why;
            }
        }
    }

    /** The client takes nothing. Any thread. */
    private void stalled() {
        limitHit("stall");
        decide(CloseReason.TIMEOUT);
    }

    /** A handler waited for input in vain. Lane. */
    void inputMissing() {
        limitHit("input");
        finish(CloseReason.TIMEOUT);
    }

    /** A stream brings too little for the time that it takes. Lane. */
    void streamTooSlow() {
        limitHit("slow_stream");
        decide(CloseReason.TIMEOUT);
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

    /** Whether the socket takes what is written; a hint for tests. */
    boolean writable() {
        return link.writable();
    }

    CloseReason reason() {
        return reason;
    }

    void start() {
        TlsSession encryption = tls;
        lane.submit(() -> {
            LOG.log(
                    Level.INFO,
                    "connection opened conn={0} listener={1} client={2} tls={3} cipher={4}",
                    id(),
                    listener.name(),
                    client.getHostAddress(),
                    encryption == null ? "-" : encryption.protocol(),
                    encryption == null ? "-" : encryption.cipher());
            session.opened();
        });
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
                input.close();
                LOG.log(Level.INFO, "connection closed conn={0} reason={1}", id(), reason.label());
                forgetUser();
                surroundings.gone(this);
            }
        });
    }

    /** Says goodbye as the session wants to leave. */
    void drain() {
        if (session.leaving() == Session.Leaving.AFTER_COMMAND || !working()) {
            sayGoodbye(Farewell.DRAINING, CloseReason.DRAINED);
            return;
        }
        goodbyeBy = System.nanoTime() - openedAt + GOODBYE_NANOS;
        goodbyeDue = true;
    }

    private void sayGoodbye(Farewell why, CloseReason closing) {
        submit(() -> {
            if (phase == Phase.OPEN) {
                session.farewell(why);
                finish(closing);
            }
        });
    }

    /** Whether a command is in progress, or half of one is there whose rest we have asked for. */
    private boolean working() {
        synchronized (lane) {
            return lane.busy() || input.promised();
        }
    }

    /** Closes at once, for the grace is over; whether that cuts a command or its answer. A handshake is no command. */
    boolean cut() {
        boolean cutsCommand = switch (phase) {
            case OPEN -> !shakingHands && working();
            case FINISHING, LINGERING -> unsent;
            case CLOSED -> false;
        };
        abort();
        return cutsCommand;
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
            expire(Farewell.NOT_AUTHENTICATED, now);
        } else if (commandOverdue(now)) {
            expire(Farewell.SLOW_COMMAND, now);
        } else if (now > goodbyeBy && !promised()) {
            goodbyeBy = NEVER;
            sayGoodbye(Farewell.DRAINING, CloseReason.DRAINED);
        } else if (now > restUntil && !busy()) {
            restUntil = NEVER;
            expire(Farewell.IDLE, now);
        } else {
            sweepUnread(now);
        }
    }

    /** A client that does not read what it was sent last, while it asks for nothing more. */
    private void sweepUnread(long now) {
        if (link.writable()) {
            unreadSince = NEVER;
        } else if (unreadSince == NEVER) {
            unreadSince = now;
        } else if (now - unreadSince > listener.timeouts().stall().toNanos() && !busy()) {
            link.stalled();
        }
    }

    /** Once. What is whole by now is in progress. */
    private boolean commandOverdue(long now) {
        synchronized (lane) {
            if (now <= commandUntil || lane.busy()) {
                return false;
            }
            commandUntil = NEVER;
            return true;
        }
    }

    private boolean promised() {
        synchronized (lane) {
            return input.promised();
        }
    }

    private void expire(Farewell why, long now) {
        limitHit(why.name().toLowerCase(Locale.ROOT));
        closeBy = now + listener.timeouts().stall().toNanos();
        if (why != Farewell.IDLE && busy()) {
            decide(CloseReason.TIMEOUT);
            link.close();
            return;
        }
        sayGoodbye(why, CloseReason.TIMEOUT);
    }

    /**
     * A command has begun to arrive, or what had begun is whole. What comes of it puts its end off: a literal that is skipped may be long. Under
     * the lane's lock.
     */
    void commandMidway(boolean midway) {
        if (!midway) {
            commandUntil = NEVER;
            return;
        }
        if (commandUntil == NEVER) {
            commandSince = System.nanoTime() - openedAt;
            commandOctets = input.arrived();
        }
        commandUntil = commandSince
                + listener.timeouts().command().toNanos()
                + listener.timeouts().nanosFor(input.arrived() - commandOctets);
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
            unsent = true;
            decide(why);
        }
        lane.submit(() -> {}); // a resting lane must wake up to send the end
    }

    private void end() {
        phase = Phase.LINGERING;
        closeBy = System.nanoTime() - openedAt + listener.timeouts().stall().toNanos();
        link.finish(() -> {
            unsent = false;
            closeBy = System.nanoTime() - openedAt + LINGER_NANOS;
        });
    }

    private void execute(Frame frame) throws InterruptedException {
        if (frame instanceof Frame.PromptWanted) {
            prompt();
            return;
        }
        int most = listener.limits().commands();
        if (++commands > most && most > 0) {
            limitHit("commands");
            session.farewell(Farewell.TOO_MANY_COMMANDS);
            finish(CloseReason.SERVER);
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
            if (input.unseen()) {
                return () -> {}; // so far for one go, see CommandInput
            }
            return input.exhausted() ? () -> finish(CloseReason.CLIENT) : null;
        }

        @Override
        public void idle() throws InterruptedException {
            out.flush();
            if (phase == Phase.FINISHING) {
                end();
            } else if (goodbyeDue) {
                goodbyeDue = false;
                sayGoodbye(Farewell.DRAINING, CloseReason.DRAINED);
            }
        }

        @Override
        public void resting() {
            out.release();
            input.rest();
            commandMidway(input.midway());
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
