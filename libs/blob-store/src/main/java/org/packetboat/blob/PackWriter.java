package org.packetboat.blob;

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
 * share the next object (architecture 4.6).
 */
public final class PackWriter {
    private static final int MAX_PACK_OCTETS = 4 << 20;
    private static final int MAX_WAITING_OCTETS = 8 * MAX_PACK_OCTETS;

    private final BlobStore store;
    private final ObjectKeySource keys;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedOctets;
    private boolean writing;

    public PackWriter(BlobStore store, ObjectKeySource keys) {
        this.store = store;
        this.keys = keys;
    }

    private record Waiting(byte[] body, CompletableFuture<BlobRef> written) {}

    /**
     * Stores a body of at most a few MiB; durable when this returns. Blocks, also while too much is waiting already.
     *
     * @throws BlobStoreUnavailableException when the object that this body was to be in could not be written
     */
    public BlobRef write(byte[] body) throws InterruptedException {
        Waiting waiting = new Waiting(body, new CompletableFuture<>());
        enqueue(waiting);
        try {
            return waiting.written().get();
        } catch (ExecutionException e) {
            throw new BlobStoreUnavailableException("pack was not written", e.getCause() == null ? e : e.getCause());
        }
    }

    private void enqueue(Waiting waiting) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queuedOctets > MAX_WAITING_OCTETS) {
                drained.await();
            }
            queue.add(waiting);
            queuedOctets += waiting.body().length;
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
        } catch (RuntimeException | InterruptedException e) {
            group.forEach(waiting -> waiting.written().completeExceptionally(e));
        }
    }
}
