package org.packetboat.mailbox.client;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.UnavailableException;

/** Makes calls: deadline, repeats, cancellation by interruption, failures in our terms. Thread-safe. */
final class Caller {
    private static final long FIRST_PAUSE_NANOS = 10_000_000;
    private static final long LONGEST_PAUSE_NANOS = 250_000_000;

    private final Channel channel;
    private final OperationIds operationIds;
    private final Reconnector reconnector;
    private final long deadlineNanos;

    Caller(Channel channel, OperationIds operationIds, Reconnector reconnector, Duration deadline) {
        this.channel = channel;
        this.operationIds = operationIds;
        this.reconnector = reconnector;
        this.deadlineNanos = deadline.toNanos();
    }

    Caller withDeadline(Duration deadline) {
        return new Caller(channel, operationIds, reconnector, deadline);
    }

    ByteString newOperationId() {
        return operationIds.next();
    }

    /** One request, one response; repeated with the same request while the service does not answer. */
    <Q, R> R unary(MethodDescriptor<Q, R> method, Q request) throws InterruptedException {
        long end = System.nanoTime() + deadlineNanos;
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            try {
                return ClientCalls.blockingUnaryCall(channel, method, options, request);
            } catch (StatusRuntimeException e) {
                passInterruption(e.getStatus());
                if (!isRepeatable(e.getStatus(), end - pause)) {
                    throw Failures.translate(method, e.getStatus(), e.getTrailers(), e);
                }
            }
            pause = pause(pause);
        }
    }

    /** One request, one response, for what may not happen twice. gRPC by itself repeats only what the service has not seen. */
    <Q, R> R once(MethodDescriptor<Q, R> method, Q request) throws InterruptedException {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(deadlineNanos, TimeUnit.NANOSECONDS);
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            passInterruption(e.getStatus());
            throw Failures.translate(method, e.getStatus(), e.getTrailers(), e);
        }
    }

    /** One request, batches of responses; repeated until the first batch is here, but not after it. */
    <Q, R> BatchReader<R> stream(MethodDescriptor<Q, R> method, Q request) throws InterruptedException {
        long end = System.nanoTime() + deadlineNanos;
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            BlockingClientCall<Q, R> call =
                    ClientCalls.blockingV2ServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
            boolean opened = false;
            try {
                @Nullable R first = call.read(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                opened = true;
                return new BatchReader<>(method, call, first, deadlineNanos);
            } catch (StatusException e) {
                if (!isRepeatable(e.getStatus(), end - pause)) {
                    throw Failures.translate(method, e.getStatus(), e.getTrailers(), e);
                }
            } catch (TimeoutException e) {
                throw new UnavailableException(
                        "mailbox-service gave no answer method=" + method.getFullMethodName(), e);
            } finally {
                if (!opened) {
                    call.cancel("abandoned", null);
                }
            }
            pause = pause(pause);
        }
    }

    private static boolean isRepeatable(Status status, long latest) {
        return status.getCode() == Status.Code.UNAVAILABLE && System.nanoTime() < latest;
    }

    /** gRPC answers an interruption with CANCELLED and leaves the thread's flag set. */
    private static void passInterruption(Status status) throws InterruptedException {
        if (status.getCode() == Status.Code.CANCELLED && Thread.interrupted()) {
            throw new InterruptedException("call interrupted");
        }
    }

    /** Sleeps and returns how long to sleep the next time. */
    private long pause(long nanos) throws InterruptedException {
        long jitter = ThreadLocalRandom.current().nextLong(nanos / 4 + 1);
        TimeUnit.NANOSECONDS.sleep(nanos - nanos / 8 + jitter);
        reconnector.nudge();
        return Math.min(nanos * 2, LONGEST_PAUSE_NANOS);
    }
}
