package org.packetboat.blob;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Uploads the parts of one object one after the other on a thread of its own, which ends with {@link #close}. */
final class PartUploader {
    private final BlobStore store;
    private final String objectKey;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<FileSection> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean last;
    private boolean abandoned;
    private boolean completed;
    private @Nullable Runnable afterwards;
    private @Nullable RuntimeException failure;

    PartUploader(BlobStore store, String objectKey) {
        this.store = store;
        this.objectKey = objectKey;
        this.thread = Thread.ofVirtual().name("staged-upload").start(this::run);
    }

    void upload(FileSection part) {
        lock.lock();
        try {
            throwFailure();
            waiting.add(part);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void complete() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            last = true;
            changed.signalAll();
            while (!completed) {
                throwFailure();
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives up unless complete; {@code then} runs when no part is read any more. Does not block. */
    void close(Runnable then) {
        lock.lock();
        try {
            abandoned = true;
            afterwards = then;
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
        MultipartUpload upload = null;
        try {
            upload = store.startUpload(objectKey);
            int number = 1;
            for (FileSection part = take(); part != null; part = take()) {
                upload.part(number++, part);
            }
            upload.complete();
            finish(null);
        } catch (InterruptedException e) {
            abort(upload);
            finish(new BlobStoreUnavailableException("staged upload was given up", e));
        } catch (RuntimeException e) {
            abort(upload);
            finish(e);
        }
        awaitClose().run();
    }

    private @Nullable FileSection take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !last) {
                if (abandoned) {
                    throw new InterruptedException("given up");
                }
                changed.await();
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private void abort(@Nullable MultipartUpload upload) {
        if (upload != null) {
            Thread.interrupted();
            try {
                upload.abort();
            } catch (InterruptedException | RuntimeException e) {
                // The parts stay behind until the bucket's own rule for incomplete uploads removes them; the cause is
                // reported already.
            }
        }
    }

    private void finish(@Nullable RuntimeException failed) {
        lock.lock();
        try {
            failure = failed;
            completed = failed == null;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Runnable awaitClose() {
        lock.lock();
        try {
            while (!abandoned) {
                changed.awaitUninterruptibly();
            }
            Runnable then = afterwards;
            return then == null ? () -> {} : then;
        } finally {
            lock.unlock();
        }
    }
}
