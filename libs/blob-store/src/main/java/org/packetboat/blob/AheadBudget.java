package org.packetboat.blob;

import java.util.concurrent.atomic.AtomicLong;

/** Octets that may be read before anybody has room for them, over all readers of a process. */
final class AheadBudget {
    private final long maxOctets;
    private final AtomicLong taken = new AtomicLong();

    AheadBudget(long maxOctets) {
        this.maxOctets = maxOctets;
    }

    boolean tryTake(long octets) {
        if (taken.addAndGet(octets) <= maxOctets) {
            return true;
        }
        taken.addAndGet(-octets);
        return false;
    }

    /** Takes what a reader needs to make progress at all. */
    void take(long octets) {
        taken.addAndGet(octets);
    }

    void giveBack(long octets) {
        taken.addAndGet(-octets);
    }

    long taken() {
        return taken.get();
    }
}
