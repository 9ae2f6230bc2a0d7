package org.packetboat.smtp.adapter;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether there is sense in asking somebody who has not answered several times in a row. While there is none, one is let through now and then to find
 * out. Thread-safe.
 */
final class CircuitBreaker {
    private static final int MOST_SILENCES = 5;
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final long probeNanos;
    private int silences;
    private long nextProbe;

    /** @param probe how long one that was let through may wait for its answer; no other is meanwhile */
    CircuitBreaker(Duration probe, LongSupplier nanoTime) {
        this.probeNanos = probe.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether somebody may try, or might if it came to that now. */
    synchronized boolean isPassable() {
        return silences < MOST_SILENCES || nanoTime.getAsLong() - nextProbe >= 0;
    }

    /** Takes the right to try. */
    synchronized boolean tryPass() {
        if (silences < MOST_SILENCES) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - nextProbe < 0) {
            return false;
        }
        nextProbe = now + probeNanos;
        return true;
    }

    synchronized void answered() {
        silences = 0;
    }

    synchronized void silent() {
        silences = Math.min(MOST_SILENCES, silences + 1);
        if (silences == MOST_SILENCES) {
            nextProbe = nanoTime.getAsLong() + PAUSE_NANOS;
        }
    }
}
