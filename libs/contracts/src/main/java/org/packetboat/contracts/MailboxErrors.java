package org.packetboat.contracts;

import io.grpc.Metadata;
import io.grpc.Status;
import org.packetboat.contracts.mailbox.Refusal;

/** How a refusal travels from the mailbox service to its callers: a gRPC status and the name of the {@link Refusal} in a trailer. */
public final class MailboxErrors {
    /** The name of a {@link Refusal}; absent when the call failed for another reason. */
    public static final Metadata.Key<String> REFUSAL =
            Metadata.Key.of("packetboat-refusal", Metadata.ASCII_STRING_MARSHALLER);

    private MailboxErrors() {}

    /** The status that goes with a refusal. */
    public static Status status(Refusal refusal) {
        return switch (refusal) {
            case AUTHENTICATION_FAILED -> Status.UNAUTHENTICATED;
            case NO_SUCH_ACCOUNT, NO_SUCH_MAILBOX, MAILDROP_LOST, MESSAGE_GONE -> Status.NOT_FOUND;
            case MAILBOX_EXISTS, MAILDROP_IN_USE -> Status.ALREADY_EXISTS;
            case INVALID_MAILBOX_NAME -> Status.INVALID_ARGUMENT;
            case NOT_PERMITTED -> Status.PERMISSION_DENIED;
            case MAILBOX_HAS_INFERIORS,
                    MAILBOX_NOT_SELECTABLE,
                    OVER_QUOTA,
                    STALE_BLOB,
                    LIMIT_REACHED,
                    REFUSAL_UNSPECIFIED,
                    UNRECOGNIZED -> Status.FAILED_PRECONDITION;
        };
    }
}
