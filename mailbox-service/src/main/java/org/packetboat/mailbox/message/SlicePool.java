package org.packetboat.mailbox.message;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.packetboat.mail.failure.UnavailableException;

/**
 * A few platform threads for what computes longer than a virtual thread should (architecture 1.2). Work comes in slices that queue in the order of
 * their coming, so that a long search lets short ones pass.
 */
public final class SlicePool implements AutoCloseable {
    private static final int WAITING = 1_024;

    private final ThreadPoolExecutor threads;

    public SlicePool(int size) {
        threads = new ThreadPoolExecutor(
                size,
                size,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("search-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Waits for the slice's result. */
    public <T> T run(Callable<T> slice) throws InterruptedException {
        Future<T> future;
        try {
            future = threads.submit(slice);
        } catch (RejectedExecutionException e) {
            throw new UnavailableException("too many searches", e);
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a slice failed", e.getCause());
        } finally {
            future.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
