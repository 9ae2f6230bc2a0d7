package org.packetboat.net.server;

import java.util.Locale;

/** Who ended a connection. */
enum CloseReason {
    /** The client closed or broke it. */
    CLIENT,
    /** The session was over. */
    SERVER,
    TIMEOUT,
    DRAINED,
    /** Cut for a failure or a stalled client. */
    ABORTED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
