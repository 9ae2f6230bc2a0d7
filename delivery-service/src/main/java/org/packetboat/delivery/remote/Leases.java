package org.packetboat.delivery.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.mail.failure.UnavailableException;

/** Keeps the claims of this process alive while they are worked on, and knows for how long they surely are. Thread-safe. */
final class Leases {
    private static final Logger LOG = Logger.getLogger(Leases.class);
    private static final int BATCH = 1_000;

    private final RelayQueue queue;
    private final Duration lease;
    private final LongSupplier nanoTime;
    private final Map<Claim, Long> until = new ConcurrentHashMap<>();

    /** @param nanoTime does not stand still while the process does */
    Leases(RelayQueue queue, Duration lease, LongSupplier nanoTime) {
        this.queue = queue;
        this.lease = lease;
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Claims that were asked for at {@code askedAt}. */
    void hold(Collection<Claim> claims, long askedAt) {
        claims.forEach(claim -> until.put(claim, askedAt + lease.toNanos()));
    }

    void release(Collection<Claim> claims) {
        claims.forEach(until::remove);
    }

    /** Whether all of them are ours for another third of a lease: enough to end a message. */
    boolean areHeld(Collection<Claim> claims) {
        long needed = nanoTime.getAsLong() + lease.toNanos() / 3;
        return claims.stream().allMatch(claim -> {
            Long end = until.get(claim);
            return end != null && end - needed > 0;
        });
    }

    /** Works until interrupted. */
    void run() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(lease.toNanos() / 3);
                try {
                    renew();
                } catch (UnavailableException e) {
                    LOG.warnf("claims not renewed reason=%s", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("claims not renewed", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("renewal of claims ends");
        }
    }

    void renew() throws InterruptedException {
        List<Claim> held = new ArrayList<>(until.keySet());
        for (int from = 0; from < held.size(); from += BATCH) {
            List<Claim> batch = held.subList(from, Math.min(held.size(), from + BATCH));
            long askedAt = nanoTime.getAsLong();
            Set<Claim> renewed = queue.renew(batch, lease);
            for (Claim claim : batch) {
                // Those that were released meanwhile stay released.
                if (renewed.contains(claim)) {
                    until.computeIfPresent(claim, (any, end) -> askedAt + lease.toNanos());
                } else {
                    until.remove(claim);
                }
            }
        }
    }
}
