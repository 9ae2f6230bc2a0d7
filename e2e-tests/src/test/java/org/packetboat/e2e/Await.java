package org.packetboat.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that talks to a server. */
final class Await {
    /** What is waited for; may fail while a server is away. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    private Await() {}

    static void until(String what, Condition condition) throws IOException {
        until(what, Duration.ofSeconds(30), condition);
    }

    static void until(String what, Duration limit, Condition condition) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": not within " + limit);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
