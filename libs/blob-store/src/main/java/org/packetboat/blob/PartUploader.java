package org.packetboat.blob;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the parts of one object one after the other on a thread of its own, which ends with the object or with {@link #close}; an object of one
 * part goes in one request. A part's file is closed as soon as the store has it.
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

    /** It waits for its turn. */
    private boolean queued;

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
     * Waits until the object exists, and tells its name.
     *
     * @param within so much time of the store's own, which passes while one of its calls is made for this object; waiting for a turn ends by itself
     */
    String awaitObject(Duration within) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = within.toNanos();
            while (!completed) {
                throwFailure();
                if (queued) {
                    changed.await();
                } else if (left > 0) {
                    left = changed.awaitNanos(left);
                } else {
                    throw new BlobStoreUnavailableException("object store did not take everything in time");
                }
            }
            return name().orElseThrow();
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
        if (isOnly()) {
            inTurn(() -> store.put(objectKey, first.section()));
            stored(first);
            return;
        }
        AtomicReference<MultipartUpload> begun = new AtomicReference<>();
        inTurn(() -> begun.set(store.startUpload(objectKey)));
        MultipartUpload upload = requireNonNull(begun.get());
        boolean isComplete = false;
        try {
            int number = 1;
            for (Part part = first; part != null; part = take()) {
                send(upload, number++, part);
            }
            inTurn(upload::complete);
            isComplete = true;
        } finally {
            if (!isComplete) {
                abort(upload);
            }
        }
    }

    private void send(MultipartUpload upload, int number, Part part) throws InterruptedException {
        inTurn(() -> upload.part(number, part.section()));
        stored(part);
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void inTurn(Step step) throws InterruptedException {
        setQueued(true);
        try {
            turns.begin();
        } finally {
            setQueued(false);
        }
        try {
            step.run();
        } finally {
            turns.end();
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

    /** Whether the part that was taken is the whole object. */
    private boolean isOnly() {
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

    private static void abort(MultipartUpload upload) {
        Thread.interrupted();
        try {
            upload.abort();
        } catch (InterruptedException | RuntimeException e) {
            // The parts stay behind until the bucket's own rule for incomplete uploads removes them; the cause is
            // reported already.
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
