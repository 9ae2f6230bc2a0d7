package org.packetboat.mailbox.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.function.BooleanSupplier;

/** Answers calls as unavailable while the service cannot serve any. */
final class ReadyGate implements ServerInterceptor {
    private final BooleanSupplier isReady;

    ReadyGate(BooleanSupplier isReady) {
        this.isReady = isReady;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (isReady.getAsBoolean()) {
            return next.startCall(call, headers);
        }
        call.close(Status.UNAVAILABLE.withDescription("not ready"), new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
