package org.packetboat.net.server;

/**
 * How much longer a client may take for what it sends. Octets that it brings put the end off, but never by more than some minutes: who has sent much
 * and quickly may not be slow for ever. Used by one thread.
 */
public final class Pace {
    private static final int MOST_INPUT_TIMEOUTS = 2;

    private final ListenerOptions.Timeouts timeouts;
    private final long mostNanos;
    private long leftNanos;

    /** Begins with the input timeout. */
    public Pace(ListenerOptions.Timeouts timeouts) {
        this.timeouts = timeouts;
        this.leftNanos = timeouts.input().toNanos();
        this.mostNanos = MOST_INPUT_TIMEOUTS * leftNanos;
    }

    /** It has brought so many octets. */
    public void brought(long octets) {
        leftNanos = Math.min(mostNanos, leftNanos + timeouts.nanosFor(octets));
    }

    /** It was waited for. */
    public void waited(long nanos) {
        leftNanos -= nanos;
    }

    /** How long it may be waited for now. */
    public long leftNanos() {
        return leftNanos;
    }

    /** Whether it has taken longer than it may. */
    public boolean isOver() {
        return leftNanos < 0;
    }
}
