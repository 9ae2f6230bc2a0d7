package org.packetboat.mailbox.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jboss.logging.Logger;
import org.packetboat.contracts.MailboxErrors;
import org.packetboat.contracts.mailbox.Refusal;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.auth.OverloadException;

/** From failures to gRPC statuses; the one place that writes the refusal trailer. */
public final class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private Refusals() {}

    /** The status to answer with; what is nobody's fault but ours is logged here. */
    public static StatusRuntimeException toStatus(String method, Throwable failure) {
        return switch (failure) {
            case RefusedException e -> refused(e);
            case UnavailableException e -> {
                LOG.warnf("call failed method=%s reason=%s", method, e.getMessage());
                yield Status.UNAVAILABLE.asRuntimeException();
            }
            // Not UNAVAILABLE, which callers repeat.
            case OverloadException e -> Status.RESOURCE_EXHAUSTED.asRuntimeException();
            case LimitException e -> refusal(Refusal.LIMIT_REACHED);
            case IllegalArgumentException e -> {
                LOG.errorf(e, "call with an invalid argument method=%s", method);
                yield Status.INVALID_ARGUMENT.asRuntimeException();
            }
            case InterruptedException e -> Status.UNAVAILABLE.asRuntimeException();
            case StatusRuntimeException e -> e;
            default -> {
                LOG.errorf(failure, "call failed method=%s", method);
                yield Status.INTERNAL.asRuntimeException();
            }
        };
    }

    private static StatusRuntimeException refused(RefusedException failure) {
        return refusal(Refusal.valueOf(failure.reason().name()));
    }

    private static StatusRuntimeException refusal(Refusal refusal) {
        Metadata trailers = new Metadata();
        trailers.put(MailboxErrors.REFUSAL, refusal.name());
        return MailboxErrors.status(refusal).asRuntimeException(trailers);
    }
}
