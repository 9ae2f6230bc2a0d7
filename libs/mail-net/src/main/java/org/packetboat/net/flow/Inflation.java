package org.packetboat.net.flow;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The compressed side of a connection's input: octets come out of it in pieces, as they are asked for, so that however much a chunk expands to,
 * a piece is what is held. While it rests behind a flush of the client's (RFC 1951 §3.2.4) it keeps no inflater, only what the client may
 * still refer to: the last 32 KiB, or as much as there was. Guarded by its owner's lock.
 */
public final class Inflation {
    private static final int PIECE = 8 * 1024;
    private static final int WINDOW = 32 * 1024;
    private static final byte[] NONE = {};

    /** How a flush ends: the length of a stored block without octets. */
    private static final int FLUSHED = 0x0000FFFF;

    private final Compression compression;
    private @Nullable Inflater inflater;
    /** Whether everything that was given to the inflater has come out. */
    private boolean drained = true;

    private boolean closed;
    private @Nullable ByteBuffer left;
    private byte[] window = NONE;
    private int windowLength;
    /** The last four octets that the inflater was given. */
    private int tail;

    /** Inflaters come from {@code compression}. */
    public Inflation(Compression compression) {
        this.compression = compression;
    }

    /**
     * The next octets, array-backed and the caller's own; null when more input is needed.
     *
     * @throws DataFormatException when the input is not DEFLATE, or something follows its end; nothing comes after this
     */
    public @Nullable ByteBuffer poll(ChunkQueue input) throws DataFormatException {
        ByteBuffer kept = left;
        if (kept != null) {
            left = null;
            return kept;
        }
        while (!closed) {
            if (drained && !feed(input)) {
                return null;
            }
            byte[] piece = new byte[PIECE];
            int length = current().inflate(piece);
            drained = length < PIECE;
            if (length > 0) {
                remember(piece, length);
                return ByteBuffer.wrap(piece, 0, length);
            }
        }
        input.clear();
        return null;
    }

    private boolean feed(ChunkQueue input) throws DataFormatException {
        ByteBuffer chunk = input.poll();
        if (chunk == null) {
            return false;
        }
        Inflater running = current();
        if (running.finished() || running.needsDictionary()) {
            throw new DataFormatException("octets behind the end");
        }
        for (int i = Math.max(chunk.position(), chunk.limit() - 4); i < chunk.limit(); i++) {
            tail = tail << 8 | chunk.get(i) & 0xFF;
        }
        running.setInput(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
        drained = false;
        return true;
    }

    private Inflater current() {
        Inflater running = inflater;
        if (running == null) {
            running = compression.borrowInflater();
            if (windowLength > 0) {
                running.setDictionary(window, 0, windowLength);
            }
            inflater = running;
        }
        return running;
    }

    private void remember(byte[] piece, int length) {
        int kept = Math.min(windowLength, WINDOW - length);
        if (kept + length > window.length) {
            byte[] larger = new byte[Math.min(WINDOW, Math.max(kept + length, 2 * window.length))];
            System.arraycopy(window, windowLength - kept, larger, 0, kept);
            window = larger;
        } else if (kept < windowLength) {
            System.arraycopy(window, windowLength - kept, window, 0, kept);
        }
        System.arraycopy(piece, 0, window, kept, length);
        windowLength = kept + length;
    }

    /** Puts octets back to the front. */
    public void pushBack(ByteBuffer octets) {
        if (octets.hasRemaining()) {
            left = octets;
        }
    }

    /** Whether nothing comes out without more input. */
    public boolean isEmpty() {
        return closed || left == null && drained;
    }

    /** No command is half there and nothing is expected: what can be given back is. */
    public void rest() {
        Inflater running = inflater;
        if (running != null && isEmpty() && tail == FLUSHED && !running.finished()) {
            inflater = null;
            compression.giveBack(running);
            window = Arrays.copyOf(window, windowLength);
        }
    }

    /** Nothing comes out any more. */
    public void close() {
        closed = true;
        left = null;
        window = NONE;
        windowLength = 0;
        Inflater running = inflater;
        inflater = null;
        if (running != null) {
            compression.giveBack(running);
        }
    }
}
