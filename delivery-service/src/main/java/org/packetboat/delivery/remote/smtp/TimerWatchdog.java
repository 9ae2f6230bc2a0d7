package org.packetboat.delivery.remote.smtp;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** By the clock, in one thread for all. */
public final class TimerWatchdog implements Watchdog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TimerWatchdog.class.getName());

    private final ScheduledThreadPoolExecutor timer;

    public TimerWatchdog() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("relay-watchdog").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Alarm set(Socket socket, Duration timeout) {
        return new TimerAlarm(socket, timeout);
    }

    private final class TimerAlarm implements Alarm {
        private final Socket socket;
        private final ScheduledFuture<?> ringing;
        private volatile boolean rang;

        TimerAlarm(Socket socket, Duration timeout) {
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

        @Override
        public boolean rang() {
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
