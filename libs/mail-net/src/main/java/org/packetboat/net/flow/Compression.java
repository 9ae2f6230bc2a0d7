package org.packetboat.net.flow;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Raw DEFLATE (RFC 1951) for connections. A deflater has a quarter of a megabyte of native memory, so it is borrowed for an answer: what one
 * answer repeats of an earlier one is not noticed, which costs some octets, and an idle connection has none. Thread-safe.
 */
public final class Compression implements AutoCloseable {
    private static final int KEPT = 32;

    private final Slices slices;
    private final ArrayBlockingQueue<Deflater> deflaters = new ArrayBlockingQueue<>(KEPT);
    private final ArrayBlockingQueue<Inflater> inflaters = new ArrayBlockingQueue<>(KEPT);

    /** @param slices large answers are compressed in */
    public Compression(Slices slices) {
        this.slices = slices;
    }

    Slices slices() {
        return slices;
    }

    /** The lowest effort, as RFC 4978 §4 recommends: responses shrink to a third by it. */
    Deflater borrowDeflater() {
        Deflater free = deflaters.poll();
        return free == null ? new Deflater(Deflater.BEST_SPEED, true) : free;
    }

    void giveBack(Deflater deflater) {
        deflater.reset();
        if (!deflaters.offer(deflater)) {
            deflater.end();
        }
    }

    Inflater borrowInflater() {
        Inflater free = inflaters.poll();
        return free == null ? new Inflater(true) : free;
    }

    void giveBack(Inflater inflater) {
        inflater.reset();
        if (!inflaters.offer(inflater)) {
            inflater.end();
        }
    }

    @Override
    public void close() {
        for (Deflater free = deflaters.poll(); free != null; free = deflaters.poll()) {
            free.end();
        }
        for (Inflater free = inflaters.poll(); free != null; free = inflaters.poll()) {
            free.end();
        }
    }
}
