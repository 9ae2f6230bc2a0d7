package org.packetboat.smtp.port;

import java.time.Duration;

/**
 * Until when a client has its answer, whatever it is.
 *
 * @param nanoTime of {@link System#nanoTime()}
 */
public record Deadline(long nanoTime) {
    /** So long from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** An earlier one. */
    public Deadline without(Duration reserve) {
        return new Deadline(nanoTime - reserve.toNanos());
    }

    /** A later one. */
    public Deadline with(Duration more) {
        return new Deadline(nanoTime + more.toNanos());
    }

    /** What remains; negative when it is over. */
    public Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }
}
