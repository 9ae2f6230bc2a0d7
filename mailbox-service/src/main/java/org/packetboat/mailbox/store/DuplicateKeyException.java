package org.packetboat.mailbox.store;

/** A row of that key is there already. */
public final class DuplicateKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String constraint;

    DuplicateKeyException(String constraint, Throwable cause) {
        super("duplicate key in " + constraint, cause, false, false);
        this.constraint = constraint;
    }

    /** Name of the unique constraint, for example {@code mailbox_name}. */
    public String constraint() {
        return constraint;
    }
}
