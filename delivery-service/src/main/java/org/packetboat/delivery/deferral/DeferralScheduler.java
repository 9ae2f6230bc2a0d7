package org.packetboat.delivery.deferral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.local.LocalDelivery;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Deferrals.Claimed;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Tries deferred local recipients again when they are due, less and less often; one that is too old bounces. A claim is a lease: should this
 * process die, or take longer, another one tries, and deliveries are recognised by their ids.
 */
public final class DeferralScheduler {
    private static final Logger LOG = Logger.getLogger(DeferralScheduler.class);
    private static final int CLAIM = 50;

    private final Deferrals deferrals;
    private final LocalDelivery delivery;
    private final Bouncer bouncer;
    private final KeptBodies bodies;
    private final InstantSource clock;
    private final DeferralTimes times;
    private final Tracing tracing;

    public DeferralScheduler(
            Deferrals deferrals,
            LocalDelivery delivery,
            Bouncer bouncer,
            KeptBodies bodies,
            InstantSource clock,
            DeferralTimes times,
            Tracing tracing) {
        this.deferrals = deferrals;
        this.delivery = delivery;
        this.bouncer = bouncer;
        this.bodies = bodies;
        this.clock = clock;
        this.times = times;
        this.tracing = tracing;
    }

    /** Works until interrupted. */
    public void run() {
        try {
            while (true) {
                if (!tryDue()) {
                    TimeUnit.NANOSECONDS.sleep(times.interval().toNanos());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("deferral scheduler ends");
        }
    }

    private boolean tryDue() throws InterruptedException {
        try {
            return tryOnce() == CLAIM;
        } catch (UnavailableException | BlobStoreUnavailableException e) {
            LOG.warnf("deferred mail waits for a service reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("deferred mail could not be tried", e);
        }
        return false;
    }

    /** Tries what is due now; returns how many recipients that were. */
    int tryOnce() throws InterruptedException {
        List<Claimed> due = deferrals.claimDue(CLAIM, times.lease());
        Map<DeliveryId, List<Claimed>> byMessage = new HashMap<>();
        for (Claimed claimed : due) {
            byMessage
                    .computeIfAbsent(claimed.deliveryId(), id -> new ArrayList<>())
                    .add(claimed);
        }
        for (List<Claimed> recipients : byMessage.values()) {
            tryMessage(recipients);
        }
        return due.size();
    }

    private void tryMessage(List<Claimed> recipients) throws InterruptedException {
        AcceptedMail accepted = withAll(recipients);
        MessageTrace trace = tracing.message(TraceParent.of(accepted.getTraceParent()));
        try {
            Mail mail = new Mail(accepted, trace);
            trace.describe(mail.id(), recipients.size(), accepted.getSize());
            tryMessage(mail, recipients);
        } finally {
            trace.end();
        }
    }

    /** Copies by a mailing list come in several records with one id, of which one is kept. */
    private static AcceptedMail withAll(List<Claimed> recipients) {
        AcceptedMail.Builder mail = recipients.getFirst().mail().toBuilder();
        for (Claimed claimed : recipients) {
            boolean isNamed = mail.getRecipientsList().stream()
                    .anyMatch(recipient -> recipient.getAccountIdsList().contains(claimed.accountId()));
            if (!isNamed) {
                mail.addRecipients(Recipient.newBuilder()
                        .setForwardPath(claimed.forwardPath())
                        .addAccountIds(claimed.accountId()));
            }
        }
        return mail.build();
    }

    private void tryMessage(Mail mail, List<Claimed> recipients) throws InterruptedException {
        LocalDelivery.Result result = delivery.deliver(
                mail, recipients.stream().map(Claimed::accountId).toList());
        for (Claimed claimed : recipients) {
            boolean again = !result.failure().isEmpty() || result.again().contains(claimed.accountId());
            if (!again) {
                finish(mail, claimed);
            } else {
                waitOrGiveUp(mail, claimed, result);
            }
        }
    }

    /** What is too late is tried once more before it bounces: an earlier attempt may have come through without its answer. */
    private void waitOrGiveUp(Mail mail, Claimed claimed, LocalDelivery.Result result) throws InterruptedException {
        Instant now = clock.instant();
        if (isPast(mail.deliverBy(DeliverByMode.RETURN), now)) {
            bouncer.bounce(mail, result.header(), claimed.forwardPath(), Bouncer.Reason.TOO_LATE);
            finish(mail, claimed);
        } else if (begin(mail, claimed).plus(times.expiry()).isBefore(now)) {
            bouncer.bounce(mail, result.header(), claimed.forwardPath(), Bouncer.Reason.EXPIRED);
            finish(mail, claimed);
        } else {
            if (isPast(mail.deliverBy(DeliverByMode.NOTIFY), now)) {
                bouncer.late(mail, result.header(), claimed.forwardPath());
            }
            String reason = result.failure().isEmpty() ? "mailbox asked to try again" : result.failure();
            deferrals.defer(claimed, dueAt(mail, claimed.attempts()), reason);
            mail.trace().step(Step.DEFERRED);
        }
    }

    /** What its sender wanted to be held begins to age when it is released. */
    private static Instant begin(Mail mail, Claimed claimed) {
        return mail.holdUntil().isAfter(claimed.deferredAt()) ? mail.holdUntil() : claimed.deferredAt();
    }

    private static boolean isPast(Optional<Instant> time, Instant now) {
        return time.filter(at -> !at.isAfter(now)).isPresent();
    }

    private void finish(Mail mail, Claimed claimed) throws InterruptedException {
        if (deferrals.finish(claimed) && mail.sharesStagedBody()) {
            bodies.giveUp(List.of(mail.accepted().getStaged().getObjectKey()));
        }
    }

    /** Not later than the time that the sender has set, if that is to come. */
    private Instant dueAt(Mail mail, int attempts) {
        Instant now = clock.instant();
        Instant dueAt = now.plus(times.delay(attempts));
        Instant deliverBy = Instant.ofEpochMilli(mail.accepted().getDeliverByMillis());
        return deliverBy.isAfter(now) && deliverBy.isBefore(dueAt) ? deliverBy : dueAt;
    }

    /**
     * @param interval between two looks at the table
     * @param firstDelay before the first new attempt; doubles until {@code longestDelay}
     * @param expiry after which a recipient bounces
     * @param lease of a claim
     */
    public record DeferralTimes(
            Duration interval, Duration firstDelay, Duration longestDelay, Duration expiry, Duration lease) {
        Duration delay(int attempts) {
            Duration delay = firstDelay;
            for (int i = 1; i < attempts && delay.compareTo(longestDelay) < 0; i++) {
                delay = delay.multipliedBy(2);
            }
            return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
        }
    }
}
