package org.packetboat.delivery.remote.smtp;

import java.net.Socket;
import java.time.Duration;

/**
 * Closes sockets whose step takes too long. A limit of the socket's own counts from octet to octet, so that a server could answer for ever, and
 * there is none for writing.
 */
public interface Watchdog {
    /** Runs until it is closed; closing it in time leaves the socket alone. */
    Alarm set(Socket socket, Duration timeout);

    /** One step's. */
    interface Alarm extends AutoCloseable {
        /** Whether the socket was closed by it. */
        boolean rang();

        @Override
        void close();
    }
}
