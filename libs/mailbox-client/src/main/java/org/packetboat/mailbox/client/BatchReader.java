package org.packetboat.mailbox.client;

import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.UnavailableException;

/**
 * The batches of a streamed answer, in order, read by one thread. At most one batch is held ahead: a slow reader slows the service down. To be
 * closed, which cancels a stream that was not read to its end. Each batch has the call's deadline anew.
 */
public final class BatchReader<T> implements AutoCloseable {
    private final MethodDescriptor<?, T> method;
    private final BlockingClientCall<?, T> call;
    private final long deadlineNanos;
    private @Nullable T next;
    private boolean ended;

    BatchReader(MethodDescriptor<?, T> method, BlockingClientCall<?, T> call, @Nullable T first, long deadlineNanos) {
        this.method = method;
        this.call = call;
        this.deadlineNanos = deadlineNanos;
        next = first;
        ended = first == null;
    }

    /** Blocks until the next batch is here or the end is known. */
    public boolean hasNext() throws InterruptedException {
        if (next == null && !ended) {
            next = read();
            ended = next == null;
        }
        return !ended;
    }

    /** The next batch; blocks like {@link #hasNext()}. */
    public T next() throws InterruptedException {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T batch = next;
        next = null;
        if (batch == null) {
            throw new NoSuchElementException();
        }
        return batch;
    }

    private @Nullable T read() throws InterruptedException {
        boolean answered = false;
        try {
            T batch = call.read(deadlineNanos, TimeUnit.NANOSECONDS);
            answered = true;
            return batch;
        } catch (StatusException e) {
            throw Failures.translate(method, e.getStatus(), e.getTrailers(), e);
        } catch (TimeoutException e) {
            throw new UnavailableException("mailbox-service fell silent method=" + method.getFullMethodName(), e);
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            next = null;
            call.cancel("abandoned", null);
        }
    }
}
