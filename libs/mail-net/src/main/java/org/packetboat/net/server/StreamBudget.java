package org.packetboat.net.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that all streams on their way into handlers may hold together. The less of it is left, the smaller is the window of the next stream,
 * and its client the slower; the smallest is always there. Thread-safe.
 */
final class StreamBudget {
    /** A stream takes at most this part of what is left. */
    private static final int SHARE = 16;

    private final long octets;
    private final AtomicLong used = new AtomicLong();

    StreamBudget(long octets) {
        this.octets = octets;
    }

    /**
     * Takes a window; {@link #giveBack} what it was.
     *
     * @param least given whatever is left
     */
    long take(long wanted, long least) {
        long left = Math.max(0, octets - used.get());
        long taken = Math.clamp(left / SHARE, least, wanted);
        used.addAndGet(taken);
        return taken;
    }

    void giveBack(long taken) {
        used.addAndGet(-taken);
    }

    long used() {
        return used.get();
    }
}
