package org.packetboat.net.server;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.flow.ChunkQueue;
import org.packetboat.net.flow.Compression;
import org.packetboat.net.flow.Inflation;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.Framer;

/**
 * What a connection receives. Between commands frames are cut from it by the connection; a handler reads more of its own command through
 * the public methods, on the lane. Everything is guarded by the lane's lock.
 */
public final class CommandInput {
    private static final System.Logger LOG = System.getLogger(CommandInput.class.getName());
    /** Inflated octets that are looked at in one go: the event loop may wait for the lane's lock. */
    private static final int INFLATED_AT_ONCE = 64 * 1024;

    /** Most that is held: while a command runs, and while a handler reads a stream. */
    enum Window {
        /** Before a login. Nobody is accountable, and nothing is in such a hurry. */
        STRANGER(16 * 1024L, 64 * 1024L),
        /** After it (house rule: 64 KiB ahead). */
        USER(64 * 1024L, 256 * 1024L);

        private final long aheadOctets;
        private final long streamOctets;

        Window(long aheadOctets, long streamOctets) {
            this.aheadOctets = aheadOctets;
            this.streamOctets = streamOctets;
        }
    }

    private final CommandLane lane;
    private final Connection connection;
    private final Framer framer;
    private final ChunkQueue queue;
    private final ListenerOptions.Timeouts timeouts;
    private final StreamBudget budget;
    /** What the stream that is read may hold; 0 while there is none. */
    private long streamWindow;

    private Window window = Window.STRANGER;
    private Mode mode = Mode.FRAMES;
    /** Octets of the streamed literal that were not taken yet. */
    private long literalLeft;

    /** Octets that have come in all. */
    private long arrived;

    private @Nullable Inflation inflation;
    private boolean ended;
    private volatile @Nullable Thread waiter;
    /** Of the stream that is read. Lane only. */
    private Pace pace;

    private long streamWaitNanos;

    private enum Mode {
        FRAMES,
        RAW,
        /** A literal was announced, its handler has not decided. */
        LITERAL_OFFERED,
        LITERAL,
        /** The literal was read; the rest of the command comes as a frame. */
        AFTER_LITERAL,
        SKIPPING
    }

    /** The literal that waits for its handler's decision, while in {@link Mode#LITERAL_OFFERED}. */
    private Frame.@Nullable LiteralPending offered;

    CommandInput(
            Connection connection,
            CommandLane lane,
            Framer framer,
            ChunkQueue.Source source,
            ListenerOptions.Timeouts timeouts,
            StreamBudget budget) {
        this.connection = connection;
        this.budget = budget;
        this.lane = lane;
        this.framer = framer;
        this.queue = new ChunkQueue(source, window.aheadOctets);
        this.timeouts = timeouts;
        this.pace = new Pace(timeouts);
    }

    /** From now on so much is held. Lane. */
    void open(Window other) {
        synchronized (lane) {
            window = other;
            queue.bound(mode == Mode.RAW || mode == Mode.LITERAL ? streamWindow : window.aheadOctets);
        }
    }

    /**
     * Waits for the next frame: a SASL response, or the rest of a command after its streamed literal. Flushes what was written before. When
     * nothing comes within the input timeout, or the client has ended its input, the connection is closed.
     */
    public Frame nextFrame() throws InterruptedException {
        while (true) {
            Frame frame = await(this::frame, Long.MAX_VALUE);
            if (!(frame instanceof Frame.PromptWanted)) {
                return frame;
            }
            connection.prompt();
        }
    }

    /** Switches to octets as they come. Call before the reply that makes the client send them. */
    public RawInput enterRaw() {
        synchronized (lane) {
            mode = Mode.RAW;
            openWindow();
        }
        beginStream();
        return new RawInput(this);
    }

    /**
     * Takes the literal of a {@link Frame.LiteralPending}; for a synchronising one this asks the client for it.
     *
     * @throws IllegalStateException when no literal is pending
     */
    public LiteralInput openLiteral() throws InterruptedException {
        long octets;
        boolean ask;
        synchronized (lane) {
            Frame.LiteralPending pending = offered;
            if (mode != Mode.LITERAL_OFFERED || pending == null) {
                throw new IllegalStateException("no literal is pending");
            }
            octets = pending.literal().octets();
            ask = pending.literal().synchronising();
            literalLeft = octets;
            offered = null;
            mode = Mode.LITERAL;
            openWindow();
        }
        if (ask) {
            connection.prompt();
        }
        beginStream();
        return new LiteralInput(this, octets);
    }

    /**
     * Whatever comes from here on is compressed. False, and nothing has changed, when something has come behind the command in progress
     * already.
     */
    boolean inflate(Compression compression) {
        synchronized (lane) {
            if (!clean()) {
                return false;
            }
            inflation = new Inflation(compression);
            return true;
        }
    }

    /** The lane ends: nothing is in progress. Under the lane's lock. */
    void rest() {
        Inflation compressed = inflation;
        if (compressed != null && !framer.midway()) {
            compressed.rest();
        }
    }

    /** Nobody reads any more. */
    void close() {
        synchronized (lane) {
            closeWindow();
            Inflation compressed = inflation;
            if (compressed != null) {
                compressed.close();
            }
        }
    }

    ByteBuffer takeRaw() throws InterruptedException {
        return paced(this::take);
    }

    private @Nullable ByteBuffer take() {
        Inflation compressed = inflation;
        if (compressed == null) {
            return queue.poll();
        }
        try {
            return compressed.poll(queue);
        } catch (DataFormatException e) {
            LOG.log(Level.DEBUG, () -> "input is not compressed conn=" + connection.id(), e);
            compressed.close();
            queue.clear();
            connection.limitHit("compression");
            connection.abort();
            return null;
        }
    }

    private void putBack(ByteBuffer chunk) {
        Inflation compressed = inflation;
        if (compressed == null) {
            queue.pushBack(chunk);
        } else {
            compressed.pushBack(chunk);
        }
    }

    private boolean isEmpty() {
        Inflation compressed = inflation;
        return queue.isEmpty() && (compressed == null || compressed.isEmpty());
    }

    /** Whether there is more to look at although {@link #poll} has found no frame: compressed octets. Under the lane's lock. */
    boolean unseen() {
        return inflation != null && !isEmpty();
    }

    private void openWindow() {
        budget.giveBack(streamWindow);
        streamWindow = budget.take(window.streamOctets, window.aheadOctets);
        queue.bound(streamWindow);
    }

    private void closeWindow() {
        budget.giveBack(streamWindow);
        streamWindow = 0;
        queue.bound(window.aheadOctets);
    }

    private void beginStream() {
        pace = new Pace(timeouts);
        streamWaitNanos = 0;
    }

    /**
     * A stream has a deadline, which octets put off: whoever sends a few now and then only holds on to what they are kept in. What counts is
     * the time that the handler waits here, with nothing in the queue: then the socket is not paused, and it is the client that takes it.
     */
    private ByteBuffer paced(Poll<ByteBuffer> poll) throws InterruptedException {
        long began = System.nanoTime();
        ByteBuffer chunk = await(poll, pace.leftNanos());
        long waited = System.nanoTime() - began;
        streamWaitNanos += waited;
        pace.waited(waited);
        pace.brought(chunk.remaining());
        return chunk;
    }

    /** How long the client was waited for within the last stream. Lane. */
    public long streamWaitNanos() {
        return streamWaitNanos;
    }

    void leaveRaw(ByteBuffer unconsumed) {
        synchronized (lane) {
            mode = Mode.FRAMES;
            putBack(unconsumed);
            closeWindow();
        }
    }

    @Nullable
    ByteBuffer takeLiteral() throws InterruptedException {
        synchronized (lane) {
            if (mode != Mode.LITERAL) {
                return null;
            }
            if (literalLeft == 0) {
                endLiteral();
                return null;
            }
        }
        return paced(this::literalChunk);
    }

    private void endLiteral() {
        mode = Mode.AFTER_LITERAL;
        framer.literalDone();
        closeWindow();
    }

    /** Octets came. Event loop. */
    void add(ByteBuffer chunk) {
        Thread awakened;
        synchronized (lane) {
            arrived += chunk.remaining();
            queue.add(chunk);
            awakened = lane.signal();
            if (!lane.busy()) {
                connection.commandMidway(framer.midway());
            }
        }
        lane.start(awakened);
        wake();
    }

    /** The client has ended its input, or the connection is gone. */
    void end() {
        Thread awakened;
        synchronized (lane) {
            ended = true;
            awakened = lane.signal();
        }
        lane.start(awakened);
        wake();
    }

    /** Whether everything that will ever come was looked at. Under the lane's lock. */
    boolean exhausted() {
        return ended && isEmpty();
    }

    /** Nothing that was received is unread and no command is half there. Under the lane's lock. */
    boolean clean() {
        return isEmpty() && !framer.midway();
    }

    /** Whether a command is half there. Under the lane's lock. */
    boolean midway() {
        return framer.midway();
    }

    /** Whether a command is half there that the client was told to go on with. Under the lane's lock. */
    boolean promised() {
        return mode == Mode.FRAMES && framer.promised();
    }

    /** Octets that have come so far. Under the lane's lock. */
    long arrived() {
        return arrived;
    }

    /** Under the lane's lock; null when no frame is complete. */
    @Nullable
    Frame poll() {
        return mode == Mode.RAW ? null : frame();
    }

    /** The command ends: what it left of its own input is skipped as it comes. Returns false when the stream is out of step. */
    boolean finishCommand() {
        synchronized (lane) {
            switch (mode) {
                case FRAMES, SKIPPING -> {}
                case RAW -> {
                    return false;
                }
                case LITERAL_OFFERED -> declineLiteral();
                case LITERAL -> {
                    mode = Mode.SKIPPING;
                    closeWindow();
                }
                case AFTER_LITERAL -> {
                    framer.discardCommand();
                    mode = Mode.FRAMES;
                }
            }
        }
        return true;
    }

    private void declineLiteral() {
        Frame.LiteralPending pending = offered;
        offered = null;
        if (pending == null || pending.literal().synchronising()) {
            framer.literalDone();
            mode = Mode.FRAMES;
        } else {
            literalLeft = pending.literal().octets();
            mode = Mode.SKIPPING;
        }
    }

    private @Nullable Frame frame() {
        if (mode == Mode.SKIPPING && !skip()) {
            return null;
        }
        if (mode == Mode.LITERAL && literalLeft == 0) {
            endLiteral();
        }
        for (int seen = 0; inflation == null || seen < INFLATED_AT_ONCE; ) {
            ByteBuffer chunk = take();
            if (chunk == null) {
                return null;
            }
            seen += chunk.remaining();
            Frame frame = framer.next(chunk);
            putBack(chunk);
            if (frame != null) {
                return track(frame);
            }
        }
        return null;
    }

    private Frame track(Frame frame) {
        connection.commandMidway(false);
        if (frame instanceof Frame.LiteralPending pending) {
            offered = pending;
            mode = Mode.LITERAL_OFFERED;
        } else if (!(frame instanceof Frame.PromptWanted)) {
            mode = Mode.FRAMES;
        }
        return frame;
    }

    /** Skips what is left of a literal; true when its end is reached. */
    private boolean skip() {
        long until = inflation == null ? 0 : literalLeft - INFLATED_AT_ONCE;
        while (literalLeft > 0) {
            if (literalLeft < until || literalChunk() == null) {
                return false;
            }
        }
        framer.discardCommand();
        mode = Mode.FRAMES;
        return true;
    }

    private @Nullable ByteBuffer literalChunk() {
        ByteBuffer chunk = take();
        if (chunk == null) {
            return null;
        }
        if (chunk.remaining() > literalLeft) {
            ByteBuffer mine = chunk.slice(chunk.position(), (int) literalLeft);
            chunk.position(chunk.position() + (int) literalLeft);
            putBack(chunk);
            literalLeft = 0;
            return mine;
        }
        literalLeft -= chunk.remaining();
        return chunk;
    }

    private interface Poll<T> {
        @Nullable
        T poll();
    }

    /** @param mostNanos what the stream allows, if that is less than the input timeout */
    private <T> T await(Poll<T> poll, long mostNanos) throws InterruptedException {
        T found = locked(poll);
        if (found != null) {
            return found;
        }
        connection.out().flush();
        long inputNanos = timeouts.input().toNanos();
        long deadline = System.nanoTime() + Math.min(inputNanos, mostNanos);
        waiter = Thread.currentThread();
        try {
            while (true) {
                found = locked(poll);
                if (found != null) {
                    return found;
                }
                if (goesOn()) {
                    Thread.yield();
                    continue;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    if (mostNanos < inputNanos) {
                        connection.streamTooSlow();
                    } else {
                        connection.inputMissing();
                    }
                    throw new InterruptedException("no more input in time");
                }
                if (Thread.interrupted() || gone()) {
                    connection.abandon();
                    throw new InterruptedException("no more input");
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            waiter = null;
        }
    }

    private <T> @Nullable T locked(Poll<T> poll) {
        synchronized (lane) {
            return poll.poll();
        }
    }

    private boolean goesOn() {
        synchronized (lane) {
            return unseen() && !Thread.currentThread().isInterrupted();
        }
    }

    private boolean gone() {
        synchronized (lane) {
            return exhausted();
        }
    }

    private void wake() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }
}
