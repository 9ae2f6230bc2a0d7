package org.packetboat.delivery.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Records between the consumer, which adds what it polled, and the workers, which take batches. One that follows a lone message, or nothing for some
 * milliseconds, is taken at once. When the last batch held several messages, the next one gathers until some milliseconds after that one was taken, even if
 * it is a lone message then; while a batch is under way, the next one is taken only when it is worth a pack of its own. So packs grow with the load by
 * themselves.
 */
public final class Intake {
    private static final int BATCH_RECORDS = 500;
    private static final int BATCH_OCTETS = 4 << 20;
    private static final int OVERLAP_RECORDS = 48;
    private static final int OVERLAP_OCTETS = 1 << 20;
    /** While a batch takes longer than the next one gathers, there are so many polls in that time. */
    private static final int POLLS = 5;

    private static final int FULL_RECORDS = 1_000;
    private static final int FULL_OCTETS = 8 << 20;

    private final long gatherNanos;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<AcceptedRecord> waiting = new ArrayDeque<>();
    private long waitingOctets;
    private long takenNanos;
    private int underWay;
    private int lastBatch;
    private long batches;

    /** @param gather the least time between two batches when the first of them held several messages */
    public Intake(Duration gather) {
        this(gather, System::nanoTime);
    }

    Intake(Duration gather, LongSupplier nanoTime) {
        this.gatherNanos = gather.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Records that are written together; numbered without gaps. */
    record Batch(long number, List<AcceptedRecord> records) {}

    /** Takes what a poll returned; never blocks. */
    public void add(Collection<AcceptedRecord> records) {
        lock.lock();
        try {
            for (AcceptedRecord polled : records) {
                waiting.add(polled);
                waitingOctets += polled.value().length;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** More is waiting than should be: the consumer stops fetching for now. */
    public boolean isFull() {
        lock.lock();
        try {
            return waiting.size() >= FULL_RECORDS || waitingOctets >= FULL_OCTETS;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long the next poll may wait: 0 unless messages come in groups. What it brings would be taken earlier only if it were worth a pack of its own, which
     * nobody knows before the poll; such a pack waits too.
     */
    public long nanosToGather() {
        lock.lock();
        try {
            if (lastBatch <= 1 || underWay == 0 && waiting.isEmpty()) {
                return 0;
            }
            long left = untilGathered();
            return underWay > 0 ? Math.max(left, gatherNanos / POLLS) : left;
        } finally {
            lock.unlock();
        }
    }

    private long untilGathered() {
        return Math.max(0, takenNanos + gatherNanos - nanoTime.getAsLong());
    }

    /** Forgets records that belong to another consumer now; a batch under way is finished all the same. */
    public void forget(String topic, Collection<Integer> partitions) {
        lock.lock();
        try {
            waiting.removeIf(record -> record.topic().equals(topic) && partitions.contains(record.partition()));
            waitingOctets =
                    waiting.stream().mapToLong(record -> record.value().length).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything that waits. */
    public void forgetAll() {
        lock.lock();
        try {
            waiting.clear();
            waitingOctets = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything that waits and waits for what is under way, but not longer than this. */
    public void drain(Duration patience) throws InterruptedException {
        forgetAll();
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (underWay > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next batch, waiting for it; to be followed by {@link #finished}. */
    Batch take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = untilReady(); left > 0; left = untilReady()) {
                if (left == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    changed.awaitNanos(left);
                }
            }
            Batch batch = new Batch(batches++, drain());
            underWay++;
            lastBatch = batch.records().size();
            takenNanos = nanoTime.getAsLong();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    void finished() {
        lock.lock();
        try {
            underWay--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds to wait for, 0 for none, {@link Long#MAX_VALUE} for a signal. */
    private long untilReady() {
        if (waiting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (waiting.size() >= OVERLAP_RECORDS || waitingOctets >= OVERLAP_OCTETS) {
            return 0;
        }
        if (underWay > 0) {
            return Long.MAX_VALUE;
        }
        return lastBatch <= 1 ? 0 : untilGathered();
    }

    private List<AcceptedRecord> drain() {
        List<AcceptedRecord> batch = new ArrayList<>();
        long octets = 0;
        while (!waiting.isEmpty()
                && batch.size() < BATCH_RECORDS
                && (batch.isEmpty() || octets + waiting.element().value().length <= BATCH_OCTETS)) {
            AcceptedRecord next = waiting.remove();
            octets += next.value().length;
            batch.add(next);
        }
        waitingOctets -= octets;
        return batch;
    }
}
