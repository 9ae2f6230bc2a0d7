package org.packetboat.delivery.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Counts.RelayOutcome;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Owed;
import org.packetboat.delivery.port.RelayQueue.Report;
import org.packetboat.delivery.port.RelayQueue.Settlement;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.smtp.EnhancedStatus;

/**
 * What happens to the queue with time, whatever destinations do: senders hear of delays, what is too old is given up, notifications are sent that nobody has
 * come to send, bodies are copied before the ledger would give them up, and recipients that were done long ago are forgotten. Any number of instances may
 * do this. What fails fails alone.
 */
public final class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    /** So many in a row that found something away: it is, and not for one message alone. */
    private static final int PATIENCE = 10;

    private static final int CLAIM = 100;
    private static final int BODIES = 20;
    private static final int FORGET = 1_000;

    /** Until something is tried again that found something away: others come first, for it may be away for this one alone. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** Until something is tried again that failed for a reason of its own. */
    private static final Duration POISON = Duration.ofHours(1);

    private final RelayParts parts;
    private final RelayQueue queue;
    private final Leases leases;
    private final Counts counts;
    private final Duration interval;

    Sweep(RelayParts parts, Leases leases, Counts counts, Duration interval) {
        this.parts = parts;
        this.queue = parts.queue();
        this.leases = leases;
        this.counts = counts;
        this.interval = interval;
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
        } catch (UnavailableException e) {
            LOG.warnf("sweep of the queue waits reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("sweep of the queue failed", e);
        }
        return false;
    }

    /** One round; whether there is more to do at once, and this round has come on. */
    boolean once() throws InterruptedException {
        boolean more = overdue();
        more |= owed();
        more |= bodies();
        return more | queue.forget(FORGET) == FORGET;
    }

    /** One kind of work on one thing of many. */
    private interface Work<T> {
        void on(T one) throws InterruptedException;
    }

    /**
     * What became of many.
     *
     * @param done how many came to an end
     * @param left those that were not come to
     */
    private record Outcome<T>(int done, List<T> left) {}

    /**
     * Does each by itself until something that it takes is away for several in a row; the others wait as well then.
     *
     * @param later for one that found something away; makes others come before it
     * @param failed for one that fails for a reason of its own
     */
    private static <T> Outcome<T> each(
            List<T> all, Function<T, DeliveryId> id, Work<T> work, Work<T> later, Work<T> failed)
            throws InterruptedException {
        int done = 0;
        int awayInARow = 0;
        for (int i = 0; i < all.size(); i++) {
            T one = all.get(i);
            try {
                work.on(one);
                done++;
                awayInARow = 0;
            } catch (UnavailableException | BlobStoreUnavailableException e) {
                LOG.warnf("sweep of the queue waits for a service reason=%s", e.getMessage());
                later.on(one);
                if (++awayInARow == PATIENCE) {
                    return new Outcome<>(done, all.subList(i + 1, all.size()));
                }
            } catch (RuntimeException e) {
                LOG.errorf(e, "sweep failed at one of many delivery=%s", id.apply(one));
                failed.on(one);
            }
        }
        return new Outcome<>(done, List.of());
    }

    private boolean overdue() throws InterruptedException {
        Leases.Asked asked = leases.now();
        List<Claim> claims = queue.claimOverdue(CLAIM, parts.holder());
        List<Claim> ours = leases.hold(claims, asked);
        try {
            // What fails for a reason of its own is left to its lease.
            Outcome<Claim> outcome = each(
                    ours, Claim::deliveryId, this::look, this::lookLater, claim -> counts.relay(RelayOutcome.UNTOLD));
            settle(outcome.left().stream().map(Sweep::asBefore).toList());
            return claims.size() == CLAIM && outcome.done() > 0;
        } finally {
            leases.release(ours);
        }
    }

    private void look(Claim claim) throws InterruptedException {
        Optional<AcceptedMail> accepted = queue.load(claim.deliveryId());
        if (accepted.isEmpty()) {
            counts.relay(RelayOutcome.MISSING);
            LOG.errorf("message is gone delivery=%s", claim.deliveryId());
            settle(new Settlement.Done(claim, "the message is gone"));
            return;
        }
        Instant now = parts.clock().instant();
        if (!claim.expiresAt().isAfter(now)) {
            String status = expired(accepted.get(), now).toString();
            settle(new Settlement.GivenUp(
                    claim, "too late" + last(claim), new Report(Report.Kind.FAILED, status, "", now)));
        } else if (claim.warnAt().filter(at -> !at.isAfter(now)).isPresent()) {
            warn(mail(accepted.get()), claim);
        } else {
            settle(asBefore(claim));
        }
    }

    private static String last(Claim claim) {
        return RecipientStatus.LAST
                + (claim.lastReply().isEmpty() ? "no server of the destination could be reached" : claim.lastReply());
    }

    private static Settlement asBefore(Claim claim) {
        return new Settlement.Later(claim, claim.wasDue(), claim.lastReply());
    }

    private void warn(Mail mail, Claim claim) throws InterruptedException {
        try {
            parts.reporter().delayed(mail, claim, "not delivered yet" + last(claim));
        } catch (UnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            // That it is late is no reason to look at it for ever; that it has failed will be told.
            counts.relay(RelayOutcome.UNTOLD);
            LOG.errorf(e, "delay cannot be told delivery=%s", claim.deliveryId());
        }
        settle(new Settlement.Warned(claim));
    }

    private void lookLater(Claim claim) throws InterruptedException {
        Instant later = parts.clock().instant().plus(PAUSE);
        settle(new Settlement.Unlooked(claim, claim.expiresAt().isBefore(later) ? claim.expiresAt() : later));
    }

    /** Its own step in the trace is the one that comes of it. */
    private static Mail mail(AcceptedMail accepted) {
        return new Mail(accepted, MessageTrace.passingOn(TraceParent.of(accepted.getTraceParent())));
    }

    /** RFC 3463 §3.5; RFC 2852 §4.1.3 for a time that the sender has set. */
    private static EnhancedStatus expired(AcceptedMail mail, Instant now) {
        boolean asked = mail.getDeliverByMode() == DeliverByMode.RETURN
                && !Instant.ofEpochMilli(mail.getDeliverByMillis()).isAfter(now);
        return new EnhancedStatus(asked ? 5 : 4, 4, 7);
    }

    private void settle(Settlement settlement) throws InterruptedException {
        settle(List.of(settlement));
    }

    private void settle(List<Settlement> settlements) throws InterruptedException {
        if (!settlements.isEmpty()) {
            parts.kept().giveUp(queue.settle(settlements).unneeded());
        }
    }

    private boolean owed() throws InterruptedException {
        List<Owed> owed = queue.claimOwed(CLAIM, parts.holder().lease());
        // Their lease lets others come first.
        Outcome<Owed> outcome = each(owed, Owed::deliveryId, this::report, _ -> {}, one -> {
            counts.relay(RelayOutcome.UNTOLD);
            queue.postponeReport(one, POISON);
        });
        return owed.size() == CLAIM && outcome.done() > 0;
    }

    private void report(Owed owed) throws InterruptedException {
        Optional<AcceptedMail> accepted = queue.load(owed.deliveryId());
        if (accepted.isPresent()) {
            parts.reporter().send(mail(accepted.get()), owed.recipient(), owed.report(), owed.reply());
        } else {
            counts.relay(RelayOutcome.MISSING);
            LOG.errorf("message is gone and its sender not told delivery=%s", owed.deliveryId());
        }
        parts.kept().giveUp(queue.reported(owed.deliveryId(), List.of(owed.recipient())));
    }

    private boolean bodies() throws InterruptedException {
        List<DeliveryId> ending = queue.bodiesEnding(parts.clock().instant(), BODIES);
        Outcome<DeliveryId> outcome =
                each(ending, id -> id, this::copyBody, id -> postponeBody(id, PAUSE), id -> postponeBody(id, POISON));
        return ending.size() == BODIES && outcome.done() > 0;
    }

    private void copyBody(DeliveryId id) throws InterruptedException {
        Optional<AcceptedMail> mail = queue.load(id);
        if (mail.isEmpty()) {
            return;
        }
        try {
            KeptBodies.Kept kept = parts.kept().copy(mail.get());
            if (kept.body().isPresent()) {
                Optional<String> old = queue.moveBody(kept.mail(), kept.body().get());
                parts.kept().giveUp(old.stream().toList());
            }
        } catch (NoSuchObjectException e) {
            counts.relay(RelayOutcome.MISSING);
            LOG.errorf(e, "body is gone delivery=%s", id);
            postponeBody(id, POISON);
        }
    }

    private void postponeBody(DeliveryId id, Duration delay) throws InterruptedException {
        queue.postponeBody(id, parts.clock().instant().plus(delay));
    }
}
