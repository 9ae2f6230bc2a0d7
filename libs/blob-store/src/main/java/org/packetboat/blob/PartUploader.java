package org.packetboat.blob;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the parts of one object one after the other on a thread of its own, which ends with the object or with {@link #close}. Each part waits for its turn. Its
 * file is closed as soon as the store has it.
 */
final class PartUploader {
    private final BlobStore store;
    private final ObjectKeySource keys;
    private final UploadTurns turns;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Part> waiting = new ArrayDeque<>();
    private final Thread thread;
    /** Parts that were handed over and are not stored yet. */
    private int unstored;

    /** A part waits for its turn. */
    private boolean queued;

    /** So long, while somebody waited for the object. */
    private Duration queuedFor = Duration.ZERO;

    private boolean last;
    private boolean abandoned;
    private boolean completed;
    private @Nullable ReservedKey key;
    private @Nullable RuntimeException failure;

    private record Part(SpoolFile file, FileSection section) {}

    PartUploader(BlobStore store, ObjectKeySource keys, UploadTurns turns) {
        this.store = store;
        this.keys = keys;
        this.turns = turns;
        this.thread = Thread.ofVirtual().name("staged-upload").start(this::run);
    }

    /**
     * Takes over a part and its file, as soon as no other part is on its way: that ends, since every call to the store does.
     *
     * @throws BlobStoreUnavailableException when an earlier part was not stored; the file is still the caller's
     */
    void upload(SpoolFile file, String sha256) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (unstored > 0 && failure == null) {
                changed.await();
            }
            add(file, sha256);
        } finally {
            lock.unlock();
        }
    }

    /** The same with the part that no other follows; does not wait. */
    void uploadLast(SpoolFile file, String sha256) {
        lock.lock();
        try {
            add(file, sha256);
            last = true;
        } finally {
            lock.unlock();
        }
    }

    private void add(SpoolFile file, String sha256) {
        throwFailure();
        waiting.add(new Part(file, file.section(0, file.size(), sha256)));
        unstored++;
        changed.signalAll();
    }

    /**
     * Waits until the object exists, and tells its name. The turns of all parts that are left have the time of one.
     *
     * @param within so much time of the store's own, which passes while one of its calls is made for this object
     */
    String awaitObject(Duration within) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = within.toNanos();
            long patience = turns.patience().toNanos();
            while (!completed) {
                throwFailure();
                if (queued) {
                    patience = awaitChange(patience, "object store takes less than what comes");
                } else {
                    left = awaitChange(left, "object store did not take everything in time");
                }
                queuedFor = turns.patience().minusNanos(patience);
            }
            return name().orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    private long awaitChange(long nanos, String otherwise) throws InterruptedException {
        if (nanos <= 0) {
            throw new BlobStoreUnavailableException(otherwise);
        }
        return changed.awaitNanos(nanos);
    }

    /** How long {@link #awaitObject} waited for turns. */
    Duration queuedFor() {
        lock.lock();
        try {
            return queuedFor;
        } finally {
            lock.unlock();
        }
    }

    /** The object's, which may be used from here on; empty while none was reserved. */
    Optional<String> name() {
        lock.lock();
        try {
            return Optional.ofNullable(key).map(ReservedKey::objectKey);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up unless complete. Does not block. */
    void close() {
        lock.lock();
        try {
            abandoned = true;
            if (!completed) {
                thread.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw new BlobStoreUnavailableException("staged upload failed", failure);
        }
    }

    private void run() {
        try {
            Part first = take();
            if (first != null) {
                upload(reserve(), first);
            }
            finish(null);
        } catch (InterruptedException e) {
            finish(new BlobStoreUnavailableException("staged upload was given up", e));
        } catch (RuntimeException e) {
            finish(e);
        } catch (Error e) {
            finish(new BlobStoreUnavailableException("staged upload failed", e));
            throw e;
        }
    }

    private String reserve() throws InterruptedException {
        ReservedKey reserved = keys.next();
        lock.lock();
        try {
            key = reserved;
        } finally {
            lock.unlock();
        }
        return reserved.objectKey();
    }

    private void upload(String objectKey, Part first) throws InterruptedException {
        ObjectParts parts = new ObjectParts(store, objectKey);
        boolean isComplete = false;
        try {
            for (Part part = first; part != null; part = take()) {
                send(parts, part.section());
                stored(part);
            }
            isComplete = true;
        } finally {
            if (!isComplete) {
                parts.giveUp();
            }
        }
    }

    private void send(ObjectParts parts, FileSection section) throws InterruptedException {
        awaitTurn();
        try {
            if (isLast()) {
                parts.sendLast(section);
            } else {
                parts.send(section);
            }
        } finally {
            turns.end();
        }
    }

    private void awaitTurn() throws InterruptedException {
        setQueued(true);
        try {
            turns.begin();
        } finally {
            setQueued(false);
        }
    }

    private void setQueued(boolean now) {
        lock.lock();
        try {
            queued = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no other part follows the one that was taken. */
    private boolean isLast() {
        lock.lock();
        try {
            return last && unstored == 1;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Part take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !last) {
                if (abandoned) {
                    throw new InterruptedException("given up");
                }
                changed.await();
            }
            return waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    private void stored(Part part) {
        part.file().close();
        lock.lock();
        try {
            waiting.remove();
            unstored--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void finish(@Nullable RuntimeException failed) {
        lock.lock();
        try {
            failure = failed;
            completed = failed == null;
            // Whoever still sends from a file that was given up finds it closed, and fails.
            waiting.forEach(part -> part.file().close());
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
