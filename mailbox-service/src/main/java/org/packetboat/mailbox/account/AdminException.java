package org.packetboat.mailbox.account;

/** What an administrator asked for cannot be done. The message is fixed English and shown to them. */
public final class AdminException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    AdminException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** What is in the way. */
    public enum Kind {
        /** Never possible as asked. */
        INVALID,
        /** It is not there. */
        NOT_FOUND,
        /** Something else is there. */
        CONFLICT
    }

    public Kind kind() {
        return kind;
    }

    /** Never possible as asked. */
    public static AdminException invalid(String message) {
        return new AdminException(Kind.INVALID, message);
    }

    static AdminException notFound(String message) {
        return new AdminException(Kind.NOT_FOUND, message);
    }

    static AdminException conflict(String message) {
        return new AdminException(Kind.CONFLICT, message);
    }
}
