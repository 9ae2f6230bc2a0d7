package org.packetboat.mailbox.store;

import io.vertx.core.Future;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.packetboat.mail.failure.UnavailableException;

/** The answer to a statement that was sent. Await it on a virtual thread, never on an event loop. */
public final class Pending<T> {
    private final Future<T> future;
    private final long deadlineNanos;

    Pending(Future<T> future, long deadlineNanos) {
        this.future = future;
        this.deadlineNanos = deadlineNanos;
    }

    /** An answer that is there. */
    public static <T> Pending<T> of(T answer) {
        return new Pending<>(Future.succeededFuture(answer), 0);
    }

    /** @throws UnavailableException when the database does not answer in time or the connection is lost */
    public T await() throws InterruptedException {
        if (future.succeeded()) {
            return future.result();
        }
        try {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            return future.toCompletionStage().toCompletableFuture().get(left, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw DatabaseFailures.translate(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new UnavailableException("the database does not answer in time", e);
        }
    }

    /**
     * The answer for code that does not wait on a thread: on an event loop, failing with what {@link #await} throws. It may stay away as long as the
     * connection does; a caller's own deadline bounds it.
     */
    public CompletionStage<T> stage() {
        return future.recover(failure -> Future.failedFuture(DatabaseFailures.translate(failure)))
                .toCompletionStage();
    }

    /** The same answer in another form. */
    <U> Pending<U> map(Function<T, U> form) {
        return new Pending<>(future.map(form), deadlineNanos);
    }

    Future<T> future() {
        return future;
    }
}
