package org.packetboat.net.server;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;

/** Says who was sent away before there was a connection: a few lines a second, however many there are. Thread-safe. */
final class RefusalLog {
    private static final System.Logger LOG = System.getLogger(RefusalLog.class.getName());
    private static final int LINES = 10;
    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

    private final String listener;
    private long periodBegan = System.nanoTime();
    private int lines;
    private long unsaid;

    RefusalLog(String listener) {
        this.listener = listener;
    }

    /** @param reason from a small set */
    void client(InetAddress address, String reason) {
        log("client=" + address.getHostAddress(), reason);
    }

    /** It did not say who its client is. */
    void balancer(InetAddress address) {
        log("balancer=" + address.getHostAddress(), "proxy_header");
    }

    private void log(String who, String reason) {
        long skipped;
        synchronized (this) {
            long now = System.nanoTime();
            if (now - periodBegan > PERIOD_NANOS) {
                periodBegan = now;
                lines = 0;
            }
            if (++lines > LINES) {
                unsaid++;
                return;
            }
            skipped = unsaid;
            unsaid = 0;
        }
        LOG.log(
                Level.INFO,
                "connection refused listener={0} {1} reason={2} unsaid={3}",
                listener,
                who,
                reason,
                skipped);
    }
}
