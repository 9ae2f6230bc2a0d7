package org.packetboat.net.server;

/** How failures of sockets and of TLS are told in the log. */
final class Failures {
    private static final int DEPTH = 4;

    private Failures() {}

    /**
     * What kinds of failure they are, the cause behind each. Without their messages: Netty's and the JDK's quote what the client has sent, which is
     * a password when it speaks in the clear to a port that expects TLS.
     */
    static String kinds(Throwable failure) {
        StringBuilder kinds = new StringBuilder(failure.getClass().getSimpleName());
        Throwable cause = failure.getCause();
        for (int i = 1; i < DEPTH && cause != null; i++) {
            kinds.append('/').append(cause.getClass().getSimpleName());
            cause = cause.getCause();
        }
        return kinds.toString();
    }
}
