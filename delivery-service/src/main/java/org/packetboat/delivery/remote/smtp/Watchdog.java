package org.packetboat.delivery.remote.smtp;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes sockets whose step takes too long. A limit of the socket's own counts from octet to octet, so that a server could answer for ever, and
 * there is none for writing.
 */
public final class Watchdog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

    private final ScheduledThreadPoolExecutor timer;

    public Watchdog() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("relay-watchdog").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs until it is closed; closing it in time leaves the socket alone. */
    Alarm set(Socket socket, Duration timeout) {
        return new Alarm(socket, timeout);
    }

    final class Alarm implements AutoCloseable {
        private final Socket socket;
        private final ScheduledFuture<?> ringing;
        private volatile boolean rang;

        private Alarm(Socket socket, Duration timeout) {
            this.socket = socket;
            ringing = timer.schedule(this::ring, timeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void ring() {
            rang = true;
            try {
                socket.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "socket not closed", e);
            }
        }

        boolean rang() {
            return rang;
        }

        @Override
        public void close() {
            ringing.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
