package org.packetboat.blob;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.packetboat.contracts.body.BlobRef;

/**
 * Group commit for bodies that arrive one by one (IMAP APPEND): a lone body is written at once, those that arrive while a write is under way
 * share the next object (architecture 4.6). A request costs as much as all else that is done for several messages, so a write also waits a moment
 * for bodies that were announced; one that does not come holds nobody up for longer than that.
 */
public final class PackWriter {
    private static final int MAX_PACK_OCTETS = 4 << 20;
    private static final int MAX_WAITING_OCTETS = 8 * MAX_PACK_OCTETS;

    private static final Duration AWAITED = Duration.ofMillis(4);

    /** A group of so many is worth its request. */
    private static final int ENOUGH = 32;

    private final BlobStore store;
    private final ObjectKeySource keys;
    private final long awaitedNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private final Condition gathered = lock.newCondition();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedOctets;
    private boolean writing;
    private int announced;
    private long lastAnnounced;

    public PackWriter(BlobStore store, ObjectKeySource keys) {
        this(store, keys, AWAITED);
    }

    /** @param awaited a group waits until the last announcement is so old, and for twice that at most */
    PackWriter(BlobStore store, ObjectKeySource keys, Duration awaited) {
        this.store = store;
        this.keys = keys;
        this.awaitedNanos = awaited.toNanos();
    }

    private record Waiting(byte[] body, CompletableFuture<BlobRef> written) {}

    /** Says that a body is on its way. */
    public Announced announce() {
        lock.lock();
        try {
            announced++;
            lastAnnounced = System.nanoTime();
        } finally {
            lock.unlock();
        }
        return new Announced();
    }

    /** A body that was announced; of one thread. Closing it without a write gives it up. */
    public final class Announced implements AutoCloseable {
        private boolean outstanding = true;

        /** As {@link PackWriter#write}; may be repeated. */
        public BlobRef write(byte[] body) throws InterruptedException {
            boolean first = outstanding;
            outstanding = false;
            return PackWriter.this.write(body, first ? 1 : 0);
        }

        @Override
        public void close() {
            if (outstanding) {
                outstanding = false;
                withdraw();
            }
        }
    }

    private void withdraw() {
        lock.lock();
        try {
            announced--;
            gathered.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stores a body of at most a few MiB; durable when this returns. Blocks, also while too much is waiting already.
     *
     * @throws BlobStoreUnavailableException when the object that this body was to be in could not be written
     */
    public BlobRef write(byte[] body) throws InterruptedException {
        return write(body, 0);
    }

    private BlobRef write(byte[] body, int announcements) throws InterruptedException {
        Waiting waiting = new Waiting(body, new CompletableFuture<>());
        enqueue(waiting, announcements);
        try {
            return waiting.written().get();
        } catch (ExecutionException e) {
            throw new BlobStoreUnavailableException("pack was not written", e.getCause() == null ? e : e.getCause());
        }
    }

    private void enqueue(Waiting waiting, int announcements) throws InterruptedException {
        lock.lock();
        try {
            announced -= announcements;
            while (queuedOctets > MAX_WAITING_OCTETS) {
                drained.await();
            }
            queue.add(waiting);
            queuedOctets += waiting.body().length;
            gathered.signal();
            if (!writing) {
                writing = true;
                Thread.ofVirtual().name("pack-writer").start(this::drain);
            }
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        for (List<Waiting> group = takeGroup(); !group.isEmpty(); group = takeGroup()) {
            write(group);
        }
    }

    private List<Waiting> takeGroup() {
        lock.lock();
        try {
            gather();
            List<Waiting> group = new ArrayList<>();
            long octets = 0;
            while (!queue.isEmpty()
                    && (group.isEmpty() || octets + queue.element().body().length <= MAX_PACK_OCTETS)) {
                Waiting next = queue.remove();
                octets += next.body().length;
                group.add(next);
            }
            queuedOctets -= octets;
            writing = !group.isEmpty();
            drained.signalAll();
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for announced bodies while that is worth it. */
    private void gather() {
        long begun = System.nanoTime();
        while (!queue.isEmpty() && queue.size() < ENOUGH && queuedOctets < MAX_PACK_OCTETS && announced > 0) {
            long now = System.nanoTime();
            long left = Math.min(lastAnnounced + awaitedNanos, begun + 2 * awaitedNanos) - now;
            if (left <= 0) {
                return;
            }
            try {
                gathered.awaitNanos(left);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; what is queued has to be written in any case.
                return;
            }
        }
    }

    private void write(List<Waiting> group) {
        try {
            int octets = 0;
            for (Waiting waiting : group) {
                octets += waiting.body().length;
            }
            Pack pack = new Pack(octets);
            for (Waiting waiting : group) {
                pack.add(waiting.body());
            }
            String objectKey = keys.next().objectKey();
            pack.writeTo(store, objectKey);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).written().complete(pack.ref(objectKey, i));
            }
        } catch (RuntimeException | InterruptedException | Error e) {
            // An Error, too: nobody else would ever answer those who wait, and this thread goes on for the others.
            group.forEach(waiting -> waiting.written().completeExceptionally(e));
        }
    }
}
