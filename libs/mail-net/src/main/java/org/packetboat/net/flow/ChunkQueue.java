package org.packetboat.net.flow;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Received octets that nobody has looked at yet, in order. Above its bound the source is paused, below half of it resumed. Guarded by its
 * owner's lock; allocates nothing while empty.
 */
public final class ChunkQueue {
    /** What a chunk costs beside its octets; counted, so that many tiny chunks are bounded too. */
    private static final int CHUNK_COST = 96;

    private final Source source;
    private @Nullable ArrayDeque<ByteBuffer> chunks;
    private long octets;
    private long bound;
    private boolean paused;

    /** What is paused and resumed; both may be called from any thread and return at once. */
    public interface Source {
        /** Read no more. */
        void pause();

        /** Read again. */
        void resume();
    }

    /** @param bound octets from which on the source is paused */
    public ChunkQueue(Source source, long bound) {
        this.source = source;
        this.bound = bound;
    }

    /** Changes the bound, and pauses or resumes accordingly. */
    public void bound(long newBound) {
        bound = newBound;
        adjust();
    }

    /** Appends a chunk. */
    public void add(ByteBuffer chunk) {
        deque().addLast(chunk);
        octets += chunk.remaining();
        adjust();
    }

    /** Puts octets back to the front. */
    public void pushBack(ByteBuffer chunk) {
        if (chunk.hasRemaining()) {
            deque().addFirst(chunk);
            octets += chunk.remaining();
            adjust();
        }
    }

    /** Takes the first chunk, null when there is none. */
    public @Nullable ByteBuffer poll() {
        ArrayDeque<ByteBuffer> queue = chunks;
        ByteBuffer chunk = queue == null ? null : queue.pollFirst();
        if (chunk != null) {
            octets -= chunk.remaining();
            adjust();
        }
        if (queue != null && queue.isEmpty()) {
            chunks = null;
        }
        return chunk;
    }

    /** Octets in the queue. */
    public long octets() {
        return octets;
    }

    /** Whether the queue is empty. */
    public boolean isEmpty() {
        return chunks == null;
    }

    /** Forgets everything. */
    public void clear() {
        chunks = null;
        octets = 0;
        adjust();
    }

    private ArrayDeque<ByteBuffer> deque() {
        ArrayDeque<ByteBuffer> queue = chunks;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            chunks = queue;
        }
        return queue;
    }

    private void adjust() {
        ArrayDeque<ByteBuffer> queue = chunks;
        long cost = octets + (queue == null ? 0L : (long) queue.size() * CHUNK_COST);
        if (!paused && cost > bound) {
            paused = true;
            source.pause();
        } else if (paused && cost <= bound / 2) {
            paused = false;
            source.resume();
        }
    }
}
