package org.packetboat.mailbox.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * How the methods of our services run: straight blocking code on a virtual thread, its value or its failure becoming the answer. A streamed
 * answer is written no faster than the caller reads it.
 */
public final class Calls {
    private Calls() {}

    /** The code of a method with one response. */
    @FunctionalInterface
    public interface Unary<R> {
        R run() throws InterruptedException;
    }

    /** The code of a method with streamed responses. */
    @FunctionalInterface
    public interface Streaming<R> {
        void run(BatchSink<R> sink) throws InterruptedException;
    }

    /** Runs on the calling thread, which is the call's own virtual thread. */
    public static <R> void unary(String method, StreamObserver<R> out, Unary<R> code) {
        tolerateCancellation(out);
        answer(method, out, code);
    }

    /** With a handler a call that was cancelled meanwhile swallows the answer; without one it throws. Only before the method returns. */
    private static void tolerateCancellation(StreamObserver<?> out) {
        ((ServerCallStreamObserver<?>) out).setOnCancelHandler(Calls::nothing);
    }

    private static <R> void answer(String method, StreamObserver<R> out, Unary<R> code) {
        R response;
        try {
            response = code.run();
        } catch (InterruptedException | RuntimeException e) {
            out.onError(Refusals.toStatus(method, e));
            return;
        }
        out.onNext(response);
        out.onCompleted();
    }

    /**
     * Runs {@code quick} on the calling event loop, which it does not block, and only when that comes out empty {@code thorough} on a virtual thread.
     * Every change of threads costs more than the work of a small call.
     */
    public static <R> void unary(
            String method, StreamObserver<R> out, Supplier<CompletionStage<Optional<R>>> quick, Unary<R> thorough) {
        tolerateCancellation(out);
        Context context = Context.current();
        CompletionStage<Optional<R>> answer;
        try {
            answer = quick.get();
        } catch (RuntimeException e) {
            out.onError(Refusals.toStatus(method, e));
            return;
        }
        answer.whenComplete((response, failure) -> {
            if (failure != null) {
                out.onError(Refusals.toStatus(method, cause(failure)));
            } else if (response.isPresent()) {
                out.onNext(response.get());
                out.onCompleted();
            } else {
                Thread.ofVirtual().name(method).start(context.wrap(() -> answer(method, out, thorough)));
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static void nothing() {}

    /** Runs on a virtual thread of its own, so that gRPC can tell meanwhile that the caller reads again, or is gone. */
    public static <R> void stream(String method, StreamObserver<R> out, Streaming<R> code) {
        BatchSink<R> sink = new BatchSink<>((ServerCallStreamObserver<R>) out);
        Runnable task = Context.current().wrap(() -> {
            try {
                code.run(sink);
                out.onCompleted();
            } catch (BatchSink.AbandonedException e) {
                // The caller has gone: there is nobody to answer.
                return;
            } catch (InterruptedException | RuntimeException e) {
                out.onError(Refusals.toStatus(method, e));
            }
        });
        Thread.ofVirtual().name(method).start(task);
    }
}
