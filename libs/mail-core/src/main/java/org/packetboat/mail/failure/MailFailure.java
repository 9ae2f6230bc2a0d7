package org.packetboat.mail.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a protocol's reply mapper knows how to answer. The message is for the log alone; it never reaches a client.
 */
public abstract sealed class MailFailure extends RuntimeException
        permits SyntaxException, WrongStateException, RefusedException, LimitException, UnavailableException {
    private static final long serialVersionUID = 1L;

    MailFailure(String message, @Nullable Throwable cause, Trace trace) {
        super(message, cause, trace == Trace.KEPT, trace == Trace.KEPT);
    }

    /** Whether a stack trace is worth its price: what any client can provoke at will does without. */
    enum Trace {
        KEPT,
        LEFT_OUT
    }
}
