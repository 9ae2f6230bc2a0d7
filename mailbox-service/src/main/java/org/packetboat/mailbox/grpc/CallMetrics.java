package org.packetboat.mailbox.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.packetboat.contracts.MailboxErrors;

/** {@code packetboat_mailbox_calls}: time of every call by method and outcome, a refusal by its name. */
final class CallMetrics implements ServerInterceptor {
    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    CallMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Key(String method, String outcome) {}

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        long start = System.nanoTime();
        String method = Objects.requireNonNullElse(call.getMethodDescriptor().getBareMethodName(), "");
        String service = Objects.requireNonNullElse(call.getMethodDescriptor().getServiceName(), "");
        String name = service.substring(service.lastIndexOf('.') + 1) + "/" + method;
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(status, trailers);
                        timer(name, outcome(status, trailers)).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                    }
                },
                headers);
    }

    private static String outcome(Status status, Metadata trailers) {
        String refusal = trailers.get(MailboxErrors.REFUSAL);
        return refusal == null ? status.getCode().name() : refusal;
    }

    private Timer timer(String method, String outcome) {
        return timers.computeIfAbsent(
                new Key(method, outcome),
                key -> Timer.builder("packetboat.mailbox.calls")
                        .description("Calls of the mailbox API")
                        .tag("method", method)
                        .tag("outcome", outcome)
                        .register(registry));
    }
}
