package org.packetboat.smtp.adapter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.packetboat.smtp.port.Deadline;

/**
 * What is in the producer's hands and not acknowledged. A record that waits there may be on its way when its time is over, and then nobody knows
 * whether it was accepted; one that waits here is not. So the bound is what the broker acknowledges in about a second: it falls by half when
 * acknowledgements take longer, and grows while they do not and it is used: by what is acknowledged while they are quick, by a step for each window
 * when they come near the second. Who finds no room waits in turn. Thread-safe.
 */
final class AcceptanceWindow {
    /** What a record counts for at least: the bound on octets is one on records as well. */
    static final int SMALLEST_RECORD_OCTETS = 4 << 10;

    private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long QUICK_NANOS = SLOW_NANOS / 4;

    /** Of the way from the smallest bound to the largest, what one window grows by that was acknowledged within the second. */
    private static final int STEPS = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Condition> waiting = new ArrayDeque<>();
    private final long smallest;
    private final long largest;
    private final LongSupplier nanoTime;
    private long bound;
    private long octets;
    private int records;
    private long loweredAt;
    private boolean isLowered;

    /**
     * @param smallest octets that may always be under way: one record of the largest size
     * @param largest octets that the producer has memory for
     */
    AcceptanceWindow(long smallest, long largest) {
        this(smallest, largest, System::nanoTime);
    }

    /** @param nanoTime tells apart what suffers from the same and what does from something new */
    AcceptanceWindow(long smallest, long largest, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.smallest = smallest;
        this.largest = Math.max(smallest, largest);
        this.bound = this.largest;
    }

    /** Records and octets, and how many there may be. */
    void register(MeterRegistry registry) {
        Gauge.builder("packetboat.acceptance.records", this, AcceptanceWindow::records)
                .description("Records handed to the producer and not acknowledged yet")
                .register(registry);
        Gauge.builder("packetboat.acceptance.records.bound", this, window -> window.bound() / SMALLEST_RECORD_OCTETS)
                .description("How many of them there may be")
                .register(registry);
        Gauge.builder("packetboat.acceptance.octets", this, AcceptanceWindow::octets)
                .description("What they count for, at least 4 KiB each")
                .register(registry);
        Gauge.builder("packetboat.acceptance.octets.bound", this, AcceptanceWindow::bound)
                .description("What they may count for, as the broker's speed allows")
                .register(registry);
    }

    /** Waits for its turn and for room. False when there was none in time: then nothing was taken. */
    boolean enter(int recordOctets, Deadline deadline) throws InterruptedException {
        long cost = cost(recordOctets);
        lock.lockInterruptibly();
        try {
            if ((!waiting.isEmpty() || !hasRoom(cost)) && !awaitTurn(cost, deadline)) {
                return false;
            }
            octets += cost;
            records++;
            wakeFirst();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitTurn(long cost, Deadline deadline) throws InterruptedException {
        Condition turn = lock.newCondition();
        waiting.add(turn);
        try {
            while (waiting.peek() != turn || !hasRoom(cost)) {
                long left = deadline.left().toNanos();
                if (left <= 0) {
                    return false;
                }
                var unused = turn.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            waiting.remove(turn);
            wakeFirst();
        }
    }

    private boolean hasRoom(long cost) {
        return records == 0 || octets + cost <= bound;
    }

    private void wakeFirst() {
        Condition first = waiting.peek();
        if (first != null) {
            first.signal();
        }
    }

    /** A record was acknowledged. */
    void acknowledged(int recordOctets, long nanos) {
        lock.lock();
        try {
            if (nanos > SLOW_NANOS) {
                lower(nanos);
            } else if (octets > bound / 2) {
                bound = Math.min(largest, bound + growth(cost(recordOctets), nanos));
            }
            leave(recordOctets);
        } finally {
            lock.unlock();
        }
    }

    /** A broker that is far, or was slow for a while, is not slow for ever: what a window's worth of records adds is the same, whatever their sizes. */
    private long growth(long cost, long nanos) {
        return nanos < QUICK_NANOS ? cost : Math.ceilDiv((largest - smallest) / STEPS * cost, bound);
    }

    /** A record failed. */
    void failed(int recordOctets) {
        lock.lock();
        try {
            lower(SLOW_NANOS);
            leave(recordOctets);
        } finally {
            lock.unlock();
        }
    }

    /** A record was not taken by the producer at all, which says nothing about the broker's speed. */
    void notTaken(int recordOctets) {
        lock.lock();
        try {
            leave(recordOctets);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Once for all that suffer from the same: who was admitted before had the larger bound. If they take much too long, that is not waited for.
     *
     * @param nanos since the record was admitted, at least
     */
    private void lower(long nanos) {
        long now = nanoTime.getAsLong();
        if (!isLowered || now - loweredAt > Math.min(nanos, 2 * SLOW_NANOS)) {
            isLowered = true;
            loweredAt = now;
            bound = Math.max(smallest, bound / 2);
        }
    }

    private void leave(int recordOctets) {
        octets -= cost(recordOctets);
        records--;
        wakeFirst();
    }

    private static long cost(int recordOctets) {
        return Math.max(recordOctets, SMALLEST_RECORD_OCTETS);
    }

    int records() {
        lock.lock();
        try {
            return records;
        } finally {
            lock.unlock();
        }
    }

    long octets() {
        lock.lock();
        try {
            return octets;
        } finally {
            lock.unlock();
        }
    }

    long bound() {
        lock.lock();
        try {
            return bound;
        } finally {
            lock.unlock();
        }
    }
}
