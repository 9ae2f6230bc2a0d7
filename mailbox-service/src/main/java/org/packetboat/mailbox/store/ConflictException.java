package org.packetboat.mailbox.store;

/** 40001 or 40P01: another transaction was in the way. {@link Database#transact} repeats by itself; seen outside only by single statements. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConflictException(Throwable cause) {
        super("transaction conflict", cause, false, false);
    }
}
