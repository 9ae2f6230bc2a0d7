package org.packetboat.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.store.StatisticsTable.Statistics;

/** Keeps the counts for a few seconds: anyone may ask for the status page as often as they like. */
final class StatisticsCache {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

    private final Source source;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Statistics last;
    private Instant expiry = Instant.MIN;

    /** Where the counts come from. */
    @FunctionalInterface
    interface Source {
        Statistics count() throws InterruptedException;
    }

    StatisticsCache(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    Statistics get() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Statistics current = last;
            if (current == null || !clock.instant().isBefore(expiry)) {
                current = source.count();
                last = current;
                expiry = clock.instant().plus(TIME_TO_LIVE);
            }
            return current;
        } finally {
            lock.unlock();
        }
    }
}
