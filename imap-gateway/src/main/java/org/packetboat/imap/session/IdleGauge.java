package org.packetboat.imap.session;

import java.util.concurrent.atomic.AtomicInteger;

/** How many sessions are in IDLE. Thread-safe. */
public final class IdleGauge {
    private final AtomicInteger sessions = new AtomicInteger();

    /** Sessions in IDLE now. */
    public int sessions() {
        return sessions.get();
    }

    void entered() {
        sessions.incrementAndGet();
    }

    void left() {
        sessions.decrementAndGet();
    }
}
