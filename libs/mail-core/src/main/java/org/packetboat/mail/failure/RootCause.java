package org.packetboat.mail.failure;

/** Why something was unavailable, in one line: such failures come by the thousand, and stack traces of all of them say no more. */
public final class RootCause {
    private RootCause() {}

    /** The innermost cause, for the log alone; {@code -} when the failure has none. */
    public static String of(Throwable failure) {
        Throwable root = failure;
        for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
            root = next;
        }
        return root == failure ? "-" : root.toString();
    }
}
