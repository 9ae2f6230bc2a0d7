package org.packetboat.delivery.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Deferrals.Waiting;
import org.packetboat.delivery.port.RelayQueue.KeptBody;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.delivery.queue.KeptBodies;

/** Puts recipients where they wait: accounts that cannot be reached now, and addresses elsewhere. Insists while the database is away. */
public final class Recipients {
    private final Deferrals deferrals;
    private final DeliveryEvents events;
    private final Counts counts;
    private final InstantSource clock;
    private final Duration firstDelay;
    private final Handover handover;
    private final KeptBodies bodies;

    public Recipients(
            Deferrals deferrals,
            DeliveryEvents events,
            Counts counts,
            InstantSource clock,
            Duration firstDelay,
            Handover handover,
            KeptBodies bodies) {
        this.deferrals = deferrals;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
        this.firstDelay = firstDelay;
        this.handover = handover;
        this.bodies = bodies;
    }

    /** Accounts that answered RETRY for too long. */
    void deferLocal(Mail mail, List<Long> accountIds, String reason) throws InterruptedException {
        Instant dueAt = clock.instant().plus(firstDelay);
        defer(mail, waiting(mail, accountIds, dueAt, reason));
    }

    /** Whether the message is not to be delivered yet (RFC 4865 §4.2); then all of its accounts wait until it is. */
    boolean hold(Mail mail) throws InterruptedException {
        Instant until = mail.holdUntil();
        if (!until.isAfter(clock.instant())) {
            return false;
        }
        defer(mail, waiting(mail, mail.accountIds(), until, "held as its sender asked"));
        return true;
    }

    private static List<Waiting> waiting(Mail mail, Collection<Long> accountIds, Instant dueAt, String reason) {
        List<Waiting> waiting = new ArrayList<>();
        for (long accountId : accountIds) {
            waiting.add(new Waiting(mail.forwardPath(accountId), accountId, dueAt, reason));
        }
        return waiting;
    }

    /** Addresses in other domains go to the queue of the relay. */
    void queueRemote(Mail mail) throws InterruptedException {
        if (handover.queue(mail)) {
            for (String path : mail.remotePaths()) {
                events.of(mail, Step.QUEUED, path, "");
            }
        }
    }

    private void defer(Mail mail, List<Waiting> waiting) throws InterruptedException {
        if (waiting.isEmpty()) {
            return;
        }
        Patience.insist("defer", () -> add(mail, waiting));
        for (Waiting one : waiting) {
            counts.deferred();
            events.of(mail, Step.DEFERRED, one.forwardPath(), one.reason());
        }
    }

    /**
     * A body is copied for the first that wait; those of further records of a mailing list's message join them. Repeated as a whole: after an unanswered call nobody
     * knows whether others wait with the copy, or did and have given it up.
     */
    private void add(Mail mail, List<Waiting> waiting) throws InterruptedException {
        if (mail.sharesStagedBody() && deferrals.join(mail.id(), waiting)) {
            return;
        }
        KeptBodies.Kept kept = bodies.keepForAccounts(mail);
        if (!deferrals.add(kept.mail(), waiting)) {
            bodies.giveUp(kept.body().map(KeptBody::objectKey).stream().toList());
        }
    }
}
