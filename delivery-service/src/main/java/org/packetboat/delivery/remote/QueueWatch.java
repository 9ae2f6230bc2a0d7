package org.packetboat.delivery.remote;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Depth;
import org.packetboat.mail.failure.UnavailableException;

/** Says from time to time how much waits. To count a long queue is work: not oftener than somebody looks at the numbers. */
public final class QueueWatch {
    private static final Logger LOG = Logger.getLogger(QueueWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final int LARGEST = 10;

    private final RelayQueue queue;
    private final Consumer<Depth> gauges;

    public QueueWatch(RelayQueue queue, Consumer<Depth> gauges) {
        this.queue = queue;
        this.gauges = gauges;
    }

    /** Works until interrupted. */
    public void run() {
        try {
            while (true) {
                look();
                TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
            }
        } catch (InterruptedException e) {
            LOG.debug("watch of the queue ends");
        }
    }

    private void look() throws InterruptedException {
        try {
            gauges.accept(queue.depth(LARGEST));
        } catch (UnavailableException e) {
            LOG.warnf("queue cannot be counted reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("queue cannot be counted", e);
        }
    }
}
