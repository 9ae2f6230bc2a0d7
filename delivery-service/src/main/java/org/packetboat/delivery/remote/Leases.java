package org.packetboat.delivery.remote;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.mail.failure.UnavailableException;

/** Keeps the claims of this process alive while they are worked on, and knows for how long they surely are. Thread-safe. */
final class Leases {
    private static final Logger LOG = Logger.getLogger(Leases.class);
    private static final int BATCH = 1_000;

    private final RelayQueue queue;
    private final RelayQueue.Holder holder;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Map<Recipient, Held> held = new ConcurrentHashMap<>();

    /**
     * Of both clocks the one that went on counts: the first may stand still while the machine sleeps, the second may be set back.
     *
     * @param nanoTime does not stand still while the process does
     */
    Leases(RelayQueue queue, RelayQueue.Holder holder, LongSupplier nanoTime, InstantSource clock) {
        this.queue = queue;
        this.holder = holder;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    private record Recipient(DeliveryId id, String recipient) {
        static Recipient of(Claim claim) {
            return new Recipient(claim.deliveryId(), claim.recipient());
        }
    }

    /** A claim, and when its lease was asked for. */
    private record Held(Claim claim, Asked asked, boolean lost) {}

    /** A point in time, by both clocks. */
    record Asked(long nanos, Instant at) {}

    Asked now() {
        return new Asked(nanoTime.getAsLong(), clock.instant());
    }

    /**
     * Claims that were asked for at {@code asked}. Of a recipient that this process has already there is none: its claim has run out, and what came of it
     * is still to be settled; so the new one is left to its lease.
     *
     * @return those that may be worked on, until {@link #release}
     */
    List<Claim> hold(Collection<Claim> claims, Asked asked) {
        List<Claim> ours = new ArrayList<>();
        for (Claim claim : claims) {
            if (held.putIfAbsent(Recipient.of(claim), new Held(claim, asked, false)) == null) {
                ours.add(claim);
            } else {
                LOG.warnf("claimed again before it was settled delivery=%s", claim.deliveryId());
            }
        }
        return ours;
    }

    void release(Collection<Claim> claims) {
        for (Claim claim : claims) {
            held.computeIfPresent(Recipient.of(claim), (key, one) -> one.claim().fence() == claim.fence() ? null : one);
        }
    }

    /** Whether all of them are ours for another third of a lease: enough to end a message. */
    boolean areHeld(Collection<Claim> claims) {
        Asked now = now();
        Duration most = holder.lease().multipliedBy(2).dividedBy(3);
        return claims.stream().allMatch(claim -> {
            Held one = held.get(Recipient.of(claim));
            return one != null
                    && !one.lost()
                    && one.claim().fence() == claim.fence()
                    && now.nanos() - one.asked().nanos() < most.toNanos()
                    && Duration.between(one.asked().at(), now.at()).compareTo(most) < 0;
        });
    }

    /** Works until interrupted. */
    void run() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(holder.lease().toNanos() / 3);
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
        List<Claim> claims = held.values().stream()
                .filter(one -> !one.lost())
                .map(Held::claim)
                .toList();
        for (int from = 0; from < claims.size(); from += BATCH) {
            List<Claim> batch = claims.subList(from, Math.min(claims.size(), from + BATCH));
            Asked asked = now();
            Set<Claim> renewed = queue.renew(batch, holder);
            for (Claim claim : batch) {
                // Those that were released meanwhile stay released.
                held.computeIfPresent(
                        Recipient.of(claim),
                        (key, one) -> one.claim().fence() == claim.fence()
                                ? new Held(
                                        claim, renewed.contains(claim) ? asked : one.asked(), !renewed.contains(claim))
                                : one);
            }
        }
    }
}
