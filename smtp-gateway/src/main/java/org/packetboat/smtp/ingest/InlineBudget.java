package org.packetboat.smtp.ingest;

import java.util.concurrent.atomic.AtomicLong;

/** The heap that all messages on their way into a record may use together; what finds no room goes through the spool. Thread-safe. */
public final class InlineBudget {
    private final long octets;
    private final AtomicLong used = new AtomicLong();

    /** @param octets for all sessions */
    public InlineBudget(long octets) {
        this.octets = octets;
    }

    boolean tryTake(long more) {
        if (used.addAndGet(more) <= octets) {
            return true;
        }
        used.addAndGet(-more);
        return false;
    }

    void giveBack(long taken) {
        used.addAndGet(-taken);
    }

    /** For a gauge. */
    public long used() {
        return used.get();
    }
}
