package org.packetboat.delivery.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Depth;
import org.packetboat.delivery.port.RelayQueue.Settlement;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.smtp.EnhancedStatus;

/**
 * What happens to the queue with time, whatever destinations do: senders hear of delays, what is too old bounces, bodies are copied before the ledger would
 * give them up, and recipients that were done long ago are forgotten. Any number of instances may do this.
 */
public final class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final int CLAIM = 100;
    private static final int BODIES = 20;
    private static final int FORGET = 1_000;
    private static final int LARGEST = 10;

    private final RelayParts parts;
    private final Duration interval;
    private final Consumer<Depth> gauges;

    /** @param gauges is told how much there is */
    public Sweep(RelayParts parts, Duration interval, Consumer<Depth> gauges) {
        this.parts = parts;
        this.interval = interval;
        this.gauges = gauges;
    }

    /** Works until interrupted. */
    public void run() {
        try {
            while (true) {
                if (!sweep()) {
                    TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("sweep ends");
        }
    }

    private boolean sweep() throws InterruptedException {
        try {
            return once();
        } catch (UnavailableException | BlobStoreUnavailableException e) {
            LOG.warnf("sweep of the queue waits reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("sweep of the queue failed", e);
        }
        return false;
    }

    /** One round; whether there is more to do at once. */
    boolean once() throws InterruptedException {
        List<Claim> overdue = parts.queue().claimOverdue(CLAIM, parts.holder());
        for (Claim claim : overdue) {
            look(claim);
        }
        List<DeliveryId> ending = parts.queue().bodiesEnding(parts.clock().instant(), BODIES);
        for (DeliveryId id : ending) {
            copyBody(id);
        }
        int forgotten = parts.queue().forget(FORGET);
        gauges.accept(parts.queue().depth(LARGEST));
        return overdue.size() == CLAIM || ending.size() == BODIES || forgotten == FORGET;
    }

    private void look(Claim claim) throws InterruptedException {
        Optional<AcceptedMail> accepted = parts.queue().load(claim.deliveryId());
        if (accepted.isEmpty()) {
            settle(new Settlement.Done(claim, "the message is gone"));
            return;
        }
        // Its own step in the trace is the one that comes of it.
        Mail mail = new Mail(
                accepted.get(),
                MessageTrace.passingOn(TraceParent.of(accepted.get().getTraceParent())));
        Instant now = parts.clock().instant();
        if (!claim.expiresAt().isAfter(now)) {
            String last =
                    claim.lastReply().isEmpty() ? "no server of the destination could be reached" : claim.lastReply();
            parts.reporter().failed(mail, claim, expired(mail, now), "too late; last: " + last, "");
            settle(new Settlement.Done(claim, "expired; last: " + last));
        } else if (claim.warnAt().filter(at -> !at.isAfter(now)).isPresent()) {
            parts.reporter().delayed(mail, claim, "not delivered yet; last: " + claim.lastReply());
            settle(new Settlement.Warned(claim));
        } else {
            settle(new Settlement.Later(claim, claim.wasDue(), claim.lastReply()));
        }
    }

    /** RFC 3463 §3.5; RFC 2852 §4.1.3 for a time that the sender has set. */
    private static EnhancedStatus expired(Mail mail, Instant now) {
        boolean asked = mail.accepted().getDeliverByMode() == DeliverByMode.RETURN
                && !Instant.ofEpochMilli(mail.accepted().getDeliverByMillis()).isAfter(now);
        return new EnhancedStatus(asked ? 5 : 4, 4, 7);
    }

    private void settle(Settlement settlement) throws InterruptedException {
        List<String> unneeded =
                Patience.insist("settle-overdue", () -> parts.queue().settle(List.of(settlement)));
        parts.kept().giveUp(unneeded);
    }

    private void copyBody(DeliveryId id) throws InterruptedException {
        Optional<AcceptedMail> mail = parts.queue().load(id);
        if (mail.isEmpty()) {
            return;
        }
        try {
            KeptBodies.Kept kept = parts.kept().copy(mail.get());
            if (kept.body().isPresent()) {
                Optional<String> old =
                        parts.queue().moveBody(kept.mail(), kept.body().get());
                parts.kept().giveUp(old.stream().toList());
            }
        } catch (NoSuchObjectException e) {
            LOG.errorf(e, "body is gone delivery=%s", id);
        }
    }
}
