package org.packetboat.delivery.remote;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When something is tried again: the delay doubles with each attempt, and no two messages keep step. */
public final class Schedule {
    private static final double JITTER = 0.2;

    private final Duration firstDelay;
    private final Duration longestDelay;
    private final RandomGenerator random;

    public Schedule(Duration firstDelay, Duration longestDelay, RandomGenerator random) {
        this.firstDelay = firstDelay;
        this.longestDelay = longestDelay;
        this.random = random;
    }

    /** After so many attempts, from 1 on; a fifth more or less than the schedule says. */
    Duration delay(int attempts) {
        Duration delay = firstDelay;
        for (int i = 1; i < attempts && delay.compareTo(longestDelay) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        Duration bounded = delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
        return Duration.ofMillis(Math.round(bounded.toMillis() * (1 + JITTER * random.nextDouble(-1, 1))));
    }
}
