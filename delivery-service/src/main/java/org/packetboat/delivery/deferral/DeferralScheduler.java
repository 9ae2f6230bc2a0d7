package org.packetboat.delivery.deferral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.packetboat.delivery.local.LocalDelivery.Body;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Deferrals.Claimed;
import org.packetboat.delivery.port.Deferrals.Due;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Tries deferred local recipients again when they are due, less and less often; one that is too old bounces. A claim is a lease: should this
 * process die, or take longer, another one tries, and deliveries are recognised by their ids. Used by one thread.
 */
public final class DeferralScheduler {
    private static final Logger LOG = Logger.getLogger(DeferralScheduler.class);

    /** As many as go into one request, for one copy of a body that is to be shared. */
    static final int CLAIM = 500;

    /** So many in a row that failed for reasons of their own: it may be ours. */
    private static final int PATIENCE = 10;

    private final Deferrals deferrals;
    private final LocalDelivery delivery;
    private final Bouncer bouncer;
    private final KeptBodies bodies;
    private final InstantSource clock;
    private final DeferralTimes times;
    private final Tracing tracing;
    private Optional<Opened> opened = Optional.empty();
    private int failuresInARow;

    /** A message of which more recipients may be due than one claim takes; its body serves for them all. */
    private record Opened(DeliveryId deliveryId, Body body) {}

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
            boolean found = tryOnce() > 0;
            failuresInARow = 0;
            return found;
        } catch (UnavailableException | BlobStoreUnavailableException e) {
            LOG.warnf("deferred mail waits for a service reason=%s", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOG.error("deferred mail could not be tried", e);
            return ++failuresInARow < PATIENCE;
        }
    }

    /** Tries what is due now of one message; returns how many recipients that were. */
    int tryOnce() throws InterruptedException {
        Optional<Opened> before = opened;
        opened = Optional.empty();
        Optional<Due> due = deferrals.claimDue(CLAIM, times.lease());
        if (due.isEmpty()) {
            return 0;
        }
        AcceptedMail accepted = withAll(due.get());
        MessageTrace trace = tracing.message(TraceParent.of(accepted.getTraceParent()));
        try {
            Mail mail = new Mail(accepted, trace);
            List<Claimed> recipients = due.get().recipients();
            trace.describe(mail.id(), recipients.size(), accepted.getSize());
            Body body = before.filter(one -> one.deliveryId().equals(mail.id())).isPresent()
                    ? before.get().body()
                    : delivery.write(mail);
            tryMessage(mail, body, recipients);
            if (recipients.size() == CLAIM) {
                opened = Optional.of(new Opened(mail.id(), body));
            }
            return recipients.size();
        } finally {
            trace.end();
        }
    }

    /** Copies by a mailing list come in several records with one id, of which one is kept. */
    private static AcceptedMail withAll(Due due) {
        AcceptedMail.Builder mail = due.mail().toBuilder();
        Set<Long> named = new HashSet<>();
        mail.getRecipientsList().forEach(recipient -> named.addAll(recipient.getAccountIdsList()));
        for (Claimed claimed : due.recipients()) {
            if (named.add(claimed.accountId())) {
                mail.addRecipients(Recipient.newBuilder()
                        .setForwardPath(claimed.forwardPath())
                        .addAccountIds(claimed.accountId()));
            }
        }
        return mail.build();
    }

    private void tryMessage(Mail mail, Body body, List<Claimed> recipients) throws InterruptedException {
        LocalDelivery.Result result = delivery.deliver(
                mail, body, recipients.stream().map(Claimed::accountId).toList());
        List<Claimed> finished = new ArrayList<>(recipients.size());
        try {
            for (Claimed claimed : recipients) {
                boolean left = !result.failure().isEmpty()
                        || result.again().contains(claimed.accountId())
                        || result.forgone().contains(claimed.accountId());
                if (!left || isDone(mail, claimed, result)) {
                    finished.add(claimed);
                }
            }
        } finally {
            if (deferrals.finish(finished) && mail.sharesStagedBody()) {
                bodies.giveUp(List.of(mail.accepted().getStaged().getObjectKey()));
            }
        }
    }

    /** One that fails for a reason of its own is left to its lease. */
    private boolean isDone(Mail mail, Claimed claimed, LocalDelivery.Result result) throws InterruptedException {
        try {
            return !waits(mail, claimed, result);
        } catch (UnavailableException | BlobStoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.errorf(e, "outcome is not known delivery=%s account=%d", mail.id(), claimed.accountId());
            return false;
        }
    }

    /**
     * What is too late is given up at the mailbox service, which tells whether an attempt has come through whose answer was lost, and lets none come through
     * any more, be it of another that holds a lease which has ended. Only then it bounces.
     */
    private boolean waits(Mail mail, Claimed claimed, LocalDelivery.Result result) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Bouncer.Reason> end = end(mail, claimed, now);
        boolean forgone = result.forgone().contains(claimed.accountId());
        if (forgone || end.isPresent()) {
            if (forgone || delivery.forgo(mail, result.header(), claimed.accountId())) {
                bouncer.bounceNow(mail, result.header(), claimed.forwardPath(), end.orElse(Bouncer.Reason.EXPIRED));
            }
            return false;
        }
        if (isPast(mail.deliverBy(DeliverByMode.NOTIFY), now)) {
            bouncer.late(mail, result.header(), claimed.forwardPath());
        }
        String reason = result.failure().isEmpty() ? "mailbox asked to try again" : result.failure();
        deferrals.defer(claimed, dueAt(mail, claimed.attempts()), reason);
        mail.trace().step(Step.DEFERRED);
        return true;
    }

    private Optional<Bouncer.Reason> end(Mail mail, Claimed claimed, Instant now) {
        if (isPast(mail.deliverBy(DeliverByMode.RETURN), now)) {
            return Optional.of(Bouncer.Reason.TOO_LATE);
        }
        return begin(mail, claimed).plus(times.expiry()).isBefore(now)
                ? Optional.of(Bouncer.Reason.EXPIRED)
                : Optional.empty();
    }

    /** What its sender wanted to be held begins to age when it is released. */
    private static Instant begin(Mail mail, Claimed claimed) {
        return mail.holdUntil().isAfter(claimed.deferredAt()) ? mail.holdUntil() : claimed.deferredAt();
    }

    private static boolean isPast(Optional<Instant> time, Instant now) {
        return time.filter(at -> !at.isAfter(now)).isPresent();
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
