package org.packetboat.net.server;

import java.util.Locale;

/** Who ended a connection. */
enum CloseReason {
    /** The client closed or broke it. */
    CLIENT,
    /** The session was over. */
    SERVER,
    /** The client took or sent nothing for too long. */
    TIMEOUT,
    DRAINED,
    /** Cut, for a failure or at the end of a drain. */
    ABORTED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
