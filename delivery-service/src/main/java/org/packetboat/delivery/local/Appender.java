package org.packetboat.delivery.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.delivery.port.Mailboxes.Delivery;
import org.packetboat.delivery.port.Mailboxes.Outcome;
import org.packetboat.mail.octets.Octets;

/**
 * Puts stored messages into mailboxes and does what each outcome asks for: a bounce for an account that is gone, a new body for one that may
 * no longer be referred to. What is left is for trying again later.
 */
public final class Appender {
    private static final Logger LOG = Logger.getLogger(Appender.class);
    private static final int REQUEST_DELIVERIES = 500;
    private static final int REQUEST_OCTETS = 2 << 20;
    private static final int STALE_ATTEMPTS = 3;

    private final Mailboxes mailboxes;
    private final BodyWriter bodies;
    private final Bouncer bouncer;
    private final DeliveryEvents events;
    private final Counts counts;
    private final InstantSource clock;

    public Appender(
            Mailboxes mailboxes,
            BodyWriter bodies,
            Bouncer bouncer,
            DeliveryEvents events,
            Counts counts,
            InstantSource clock) {
        this.mailboxes = mailboxes;
        this.bodies = bodies;
        this.bouncer = bouncer;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
    }

    /** One message for one account. */
    public record Target(Mail.Stored stored, long accountId) {}

    /**
     * What was not delivered.
     *
     * @param again what should be tried again
     * @param forgone what was given up before: whoever did that tells the sender
     */
    public record Left(List<Target> again, List<Target> forgone) {}

    /** Delivers, insisting while the mailbox service is away. */
    public Left deliver(List<Target> targets) throws InterruptedException {
        Left left = new Left(new ArrayList<>(), new ArrayList<>());
        List<Target> wanted = targets;
        for (int attempt = 0; !wanted.isEmpty(); attempt++) {
            List<Target> stale = new ArrayList<>();
            for (List<Target> request : requests(wanted)) {
                call(request, left, stale);
            }
            if (attempt == STALE_ATTEMPTS) {
                left.again().addAll(stale);
                return left;
            }
            wanted = writtenAgain(stale);
        }
        return left;
    }

    private static List<List<Target>> requests(List<Target> targets) {
        List<List<Target>> requests = new ArrayList<>();
        List<Target> request = new ArrayList<>();
        long octets = 0;
        Mail.Stored last = null;
        for (Target target : targets) {
            if (target.stored() != last) {
                last = target.stored();
                octets += last.body().getSerializedSize();
            }
            if (!request.isEmpty() && (request.size() >= REQUEST_DELIVERIES || octets > REQUEST_OCTETS)) {
                requests.add(request);
                request = new ArrayList<>();
                octets = last.body().getSerializedSize();
            }
            request.add(target);
        }
        requests.add(request);
        return requests;
    }

    private void call(List<Target> targets, Left left, List<Target> stale) throws InterruptedException {
        List<StoredBody> stored = new ArrayList<>();
        List<Delivery> deliveries = request(targets, stored);
        List<Outcome> outcomes;
        try {
            outcomes = Patience.insist("deliver", () -> mailboxes.deliver(stored, deliveries));
        } catch (RuntimeException e) {
            isolate(targets, e, left, stale);
            return;
        }
        for (int i = 0; i < targets.size(); i++) {
            apply(targets.get(i), i < outcomes.size() ? outcomes.get(i) : Outcome.RETRY, left, stale);
        }
    }

    /** One bad delivery fails the whole call: halve until it is alone. Unknown means temporary, so it is tried again. */
    private void isolate(List<Target> targets, RuntimeException failure, Left left, List<Target> stale)
            throws InterruptedException {
        if (targets.size() == 1) {
            Target alone = targets.getFirst();
            LOG.errorf(
                    failure,
                    "delivery fails for a reason of its own delivery=%s account=%d",
                    alone.stored().mail().id(),
                    alone.accountId());
            left.again().add(alone);
            return;
        }
        int half = targets.size() / 2;
        call(targets.subList(0, half), left, stale);
        call(targets.subList(half, targets.size()), left, stale);
    }

    private static List<Delivery> request(List<Target> targets, List<StoredBody> stored) {
        List<Delivery> deliveries = new ArrayList<>(targets.size());
        Mail.Stored last = null;
        for (Target target : targets) {
            if (target.stored() != last) {
                last = target.stored();
                stored.add(last.body());
            }
            Mail mail = last.mail();
            deliveries.add(new Delivery(
                    mail.id(),
                    target.accountId(),
                    stored.size() - 1,
                    mail.accepted().getAcceptedAtMillis(),
                    mail.accepted().getPlace()));
        }
        return deliveries;
    }

    private void apply(Target target, Outcome outcome, Left left, List<Target> stale) throws InterruptedException {
        Mail mail = target.stored().mail();
        switch (outcome) {
            case STORED -> {
                counts.delivered(
                        Duration.between(Instant.ofEpochMilli(mail.accepted().getAcceptedAtMillis()), clock.instant()));
                events.of(mail, Step.DELIVERED, target.accountId(), "");
                bouncer.delivered(mail, target.stored().metadata().header(), target.accountId());
            }
            case ALREADY -> already(mail, target.stored().metadata().header(), target.accountId());
            case GONE ->
                bouncer.bounce(
                        mail,
                        target.stored().metadata().header(),
                        mail.forwardPath(target.accountId()),
                        Bouncer.Reason.ACCOUNT_GONE);
            case STALE_BLOB -> stale.add(target);
            case RETRY -> left.again().add(target);
            case FORGONE -> {
                LOG.infof(
                        "delivery was given up before, and bounces delivery=%s account=%d",
                        mail.id(), target.accountId());
                left.forgone().add(target);
            }
        }
    }

    private void already(Mail mail, Octets header, long accountId) throws InterruptedException {
        counts.already();
        events.of(mail, Step.ALREADY, accountId, "");
        bouncer.delivered(mail, header, accountId);
    }

    /** Gives a delivery up, for good; false when it turns out that the account has had it. */
    boolean forgo(Mail mail, Octets header, long accountId) throws InterruptedException {
        if (mailboxes.forgo(mail.id(), List.of(accountId)).contains(accountId)) {
            return true;
        }
        already(mail, header, accountId);
        return false;
    }

    private List<Target> writtenAgain(List<Target> stale) throws InterruptedException {
        Map<Mail.Stored, Mail.Stored> fresh = new IdentityHashMap<>();
        List<Target> written = new ArrayList<>(stale.size());
        for (Target target : stale) {
            Mail.Stored now = fresh.get(target.stored());
            if (now == null) {
                now = bodies.writeAgain(target.stored());
                fresh.put(target.stored(), now);
            }
            written.add(new Target(now, target.accountId()));
        }
        return written;
    }
}
