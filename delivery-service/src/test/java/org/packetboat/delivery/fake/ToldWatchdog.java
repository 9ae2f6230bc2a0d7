package org.packetboat.delivery.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.packetboat.delivery.remote.smtp.Watchdog;

/** Time passes for a connection when the test says so: no test waits for a timeout. */
public final class ToldWatchdog implements Watchdog {
    private final Set<Integer> late = new HashSet<>();
    private final Map<ToldAlarm, Integer> running = new ConcurrentHashMap<>();

    /** Whatever this client waits for, now or later, takes too long. */
    public synchronized void expire(int clientPort) {
        late.add(clientPort);
        running.forEach((alarm, port) -> {
            if (port == clientPort) {
                alarm.ring();
            }
        });
    }

    @Override
    public synchronized Alarm set(Socket socket, Duration timeout) {
        ToldAlarm alarm = new ToldAlarm(socket);
        running.put(alarm, socket.getLocalPort());
        if (late.contains(socket.getLocalPort())) {
            alarm.ring();
        }
        return alarm;
    }

    private final class ToldAlarm implements Alarm {
        private final Socket socket;
        private volatile boolean rang;

        ToldAlarm(Socket socket) {
            this.socket = socket;
        }

        private void ring() {
            rang = true;
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean rang() {
            return rang;
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }
}
