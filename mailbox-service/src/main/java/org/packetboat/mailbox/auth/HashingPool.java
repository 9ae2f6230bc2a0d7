package org.packetboat.mailbox.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The platform threads that hash passwords (architecture 1.2): few, with a bounded queue. A flood of logins is answered "temporarily" and does not
 * starve the rest of the service.
 */
public final class HashingPool implements AutoCloseable {
    private static final int WAITING = 512;
    private static final int WAIT_SECONDS = 8;

    private final ThreadPoolExecutor threads;

    public HashingPool(int size) {
        threads = new ThreadPoolExecutor(
                size,
                size,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("hashing-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Waits for the result.
     *
     * @throws OverloadException when too many wait already, or for too long
     */
    public <T> T run(Callable<T> work) throws InterruptedException {
        Future<T> future = submit(work);
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing failed", e.getCause());
        } catch (TimeoutException _) {
            throw new OverloadException("hashing takes too long");
        } finally {
            future.cancel(false);
        }
    }

    /** Whether what is not urgent had better come later. */
    boolean isBusy() {
        return threads.getQueue().size() >= threads.getMaximumPoolSize();
    }

    private <T> Future<T> submit(Callable<T> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException _) {
            throw new OverloadException("too many logins wait for hashing");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
