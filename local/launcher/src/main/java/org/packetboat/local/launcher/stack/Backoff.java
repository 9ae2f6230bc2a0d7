package org.packetboat.local.launcher.stack;

import java.time.Duration;

/** How long to wait before a process is started again: from 0.5 s doubling to 10 s while it keeps dying young. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration YOUNG = Duration.ofSeconds(20);

    private Duration next = FIRST;

    /** @param age how long the process had run */
    Duration afterDeath(Duration age) {
        if (age.compareTo(YOUNG) > 0) {
            next = FIRST;
        }
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
