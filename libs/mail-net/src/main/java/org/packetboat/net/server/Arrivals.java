package org.packetboat.net.server;

import java.util.concurrent.atomic.AtomicInteger;

/** Sockets that were accepted and are no connections yet: they wait for a balancer's header or shake hands. Thread-safe. */
final class Arrivals {
    private final AtomicInteger count = new AtomicInteger();
    private final Runnable onNone;

    /** @param onNone called whenever the last one is through */
    Arrivals(Runnable onNone) {
        this.onNone = onNone;
    }

    void begin() {
        count.incrementAndGet();
    }

    /** It is a connection now, or gone. */
    void end() {
        if (count.decrementAndGet() == 0) {
            onNone.run();
        }
    }

    boolean isNone() {
        return count.get() == 0;
    }
}
