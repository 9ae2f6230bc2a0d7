package org.packetboat.net.flow;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Platform threads for what computes for long (architecture 1.2): virtual threads are not time-sliced. Work comes in slices of about a
 * millisecond, each lane has one of them in the queue at a time, so that lanes take turns. Thread-safe.
 */
public final class Slices {
    private final ExecutorService pool;

    /** @param pool of a few platform threads; its owner closes it */
    public Slices(ExecutorService pool) {
        this.pool = pool;
    }

    /**
     * Runs a slice and waits for its end, also when interrupted, since it may work on what the caller holds.
     *
     * @throws InterruptedException afterwards, or when the pool is closed
     */
    public void run(Runnable slice) throws InterruptedException {
        Future<?> running = submit(slice);
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                running.get();
                done = true;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }
        if (interrupted) {
            throw new InterruptedException("interrupted while computing");
        }
    }

    private Future<?> submit(Runnable slice) throws InterruptedException {
        try {
            return pool.submit(slice);
        } catch (RejectedExecutionException e) {
            InterruptedException closing = new InterruptedException("nothing is computed any more");
            closing.initCause(e);
            throw closing;
        }
    }
}
