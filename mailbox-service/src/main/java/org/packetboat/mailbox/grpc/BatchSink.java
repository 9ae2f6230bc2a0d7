package org.packetboat.mailbox.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.packetboat.mail.failure.UnavailableException;

/** Takes the batches of a streamed answer from one thread and lets it wait while the caller is slow. */
public final class BatchSink<R> {
    /** A caller that reads nothing for so long is given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ServerCallStreamObserver<R> out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    BatchSink(ServerCallStreamObserver<R> out) {
        this.out = out;
        out.setOnReadyHandler(this::signal);
        out.setOnCancelHandler(this::signal);
    }

    /** Sends once the caller can take it. No transaction or pooled connection may be held meanwhile. */
    public void send(R batch) throws InterruptedException {
        if (!out.isReady()) {
            awaitReady();
        }
        if (out.isCancelled()) {
            throw new AbandonedException();
        }
        out.onNext(batch);
    }

    private void awaitReady() throws InterruptedException {
        long left = PATIENCE.toNanos();
        lock.lockInterruptibly();
        try {
            while (!out.isReady() && !out.isCancelled()) {
                if (left <= 0) {
                    throw new UnavailableException("caller does not read");
                }
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The caller cancelled or is gone. */
    static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AbandonedException() {
            super("abandoned", null, false, false);
        }
    }
}
