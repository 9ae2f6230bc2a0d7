package org.packetboat.mailbox.client;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.MailboxErrors;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;

/** From gRPC's statuses to our failures. What fits none is a bug of one side and an {@link IllegalStateException}. */
final class Failures {
    private Failures() {}

    static RuntimeException translate(
            MethodDescriptor<?, ?> method, Status status, @Nullable Metadata trailers, Throwable cause) {
        String name = trailers == null ? null : trailers.get(MailboxErrors.REFUSAL);
        if (name != null) {
            return refused(method, name, cause);
        }
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED, ABORTED ->
                new UnavailableException(describe(method, status), cause);
            default -> new IllegalStateException(describe(method, status), cause);
        };
    }

    private static RuntimeException refused(MethodDescriptor<?, ?> method, String name, Throwable cause) {
        try {
            return new RefusedException(Refusal.valueOf(name), "method=" + method.getBareMethodName());
        } catch (IllegalArgumentException e) {
            e.addSuppressed(cause);
            return new IllegalStateException("mailbox-service refused for an unknown reason=" + name, e);
        }
    }

    private static String describe(MethodDescriptor<?, ?> method, Status status) {
        return "mailbox-service failed method=" + method.getFullMethodName() + " status=" + status.getCode();
    }
}
