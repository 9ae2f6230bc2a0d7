package org.packetboat.delivery.collect;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.ObjectLedger;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Deletes objects that the ledger calls dead, by name; the bucket is never listed. The ledger leases them to one collector at a time and
 * forgets them when they are confirmed, so that a crash between the two steps only deletes a name twice.
 */
public final class Collector {
    private static final Logger LOG = Logger.getLogger(Collector.class);
    private static final int CLAIM = 500;

    private final ObjectLedger ledger;
    private final BlobStore store;
    private final Counts counts;
    private final Duration interval;

    public Collector(ObjectLedger ledger, BlobStore store, Counts counts, Duration interval) {
        this.ledger = ledger;
        this.store = store;
        this.counts = counts;
        this.interval = interval;
    }

    /** Works until interrupted. */
    public void run() {
        try {
            while (true) {
                if (!collect()) {
                    TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("collector ends");
        }
    }

    private boolean collect() throws InterruptedException {
        try {
            return collectOnce() == CLAIM;
        } catch (UnavailableException | BlobStoreUnavailableException e) {
            LOG.warnf("collector waits for a service reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("collector failed", e);
        }
        return false;
    }

    /** One round; returns how many objects it deleted. */
    int collectOnce() throws InterruptedException {
        List<String> dead = ledger.claimDead(CLAIM);
        if (!dead.isEmpty()) {
            store.delete(dead);
            ledger.confirmDeleted(dead);
            counts.collected(dead.size());
            LOG.debugf("objects deleted count=%d", dead.size());
        }
        return dead.size();
    }
}
