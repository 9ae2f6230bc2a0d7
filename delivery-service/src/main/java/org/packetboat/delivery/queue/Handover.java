package org.packetboat.delivery.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Entry;
import org.packetboat.delivery.port.RelayQueue.Window;

/** Puts the recipients of a message that are in other domains into the queue, once, however often the message comes. */
public final class Handover {
    /** A step of priority (RFC 6710) is as much as having waited for so long. */
    private static final Duration PRIORITY_STEP = Duration.ofMinutes(10);

    private static final int LOWEST_PRIORITY = -9;

    private final RelayQueue queue;
    private final KeptBodies bodies;
    private final QueueTimes times;
    private final InstantSource clock;
    private final Runnable arrived;

    /** @param arrived is told that something is due; must not block */
    public Handover(RelayQueue queue, KeptBodies bodies, QueueTimes times, InstantSource clock, Runnable arrived) {
        this.queue = queue;
        this.bodies = bodies;
        this.times = times;
        this.clock = clock;
        this.arrived = arrived;
    }

    /** Returns when they are durably there, insisting on what is away; whether any was new. */
    public boolean queue(Mail mail) throws InterruptedException {
        List<String> recipients = mail.remotePaths();
        if (recipients.isEmpty() || Patience.insist("queue-known", () -> queue.knows(mail.id(), recipients))) {
            return false;
        }
        KeptBodies.Kept kept = bodies.keep(mail);
        List<Entry> entries = entries(kept.mail(), recipients);
        boolean added = Patience.insist("queue-add", () -> queue.add(kept.mail(), kept.body(), entries));
        if (added) {
            arrived.run();
        }
        return added;
    }

    private List<Entry> entries(AcceptedMail mail, List<String> recipients) {
        Instant accepted = Instant.ofEpochMilli(mail.getAcceptedAtMillis());
        Instant dueAt = dueAt(mail);
        List<Entry> entries = new ArrayList<>();
        for (String recipient : recipients) {
            String destination = Destination.of(recipient);
            entries.add(new Entry(
                    recipient,
                    destination,
                    mail.getPriority(),
                    dueAt,
                    warnAt(mail),
                    expiresAt(mail, destination),
                    accepted.plus(times.memory()),
                    window(mail)));
        }
        return entries;
    }

    private static Window window(AcceptedMail mail) {
        return new Window(
                mail.getHoldUntilMillis() > 0
                        ? Optional.of(Instant.ofEpochMilli(mail.getHoldUntilMillis()))
                        : Optional.empty(),
                mail.getDeliverByMillis() > 0 && mail.getDeliverByMode() == DeliverByMode.RETURN
                        ? Optional.of(Instant.ofEpochMilli(mail.getDeliverByMillis()))
                        : Optional.empty());
    }

    private Instant dueAt(AcceptedMail mail) {
        Instant now = clock.instant();
        Instant held = Instant.ofEpochMilli(mail.getHoldUntilMillis());
        return held.isAfter(now)
                ? held
                : now.minus(PRIORITY_STEP.multipliedBy((long) mail.getPriority() - LOWEST_PRIORITY));
    }

    /** The time of acceptance, or until when it was not to leave (RFC 4865). */
    private static Instant begin(AcceptedMail mail) {
        return Instant.ofEpochMilli(Math.max(mail.getAcceptedAtMillis(), mail.getHoldUntilMillis()));
    }

    /** RFC 2852: NOTIFY is a delay that the sender has chosen. */
    private Optional<Instant> warnAt(AcceptedMail mail) {
        Optional<Instant> warnAt = times.delayWarning().isZero()
                ? Optional.empty()
                : Optional.of(begin(mail).plus(times.delayWarning()));
        return mail.getDeliverByMillis() > 0 && mail.getDeliverByMode() == DeliverByMode.NOTIFY
                ? Optional.of(Instant.ofEpochMilli(mail.getDeliverByMillis()))
                : warnAt;
    }

    private Instant expiresAt(AcceptedMail mail, String destination) {
        Instant expiresAt = begin(mail).plus(times.expiry(destination));
        Instant deliverBy = Instant.ofEpochMilli(mail.getDeliverByMillis());
        boolean returns = mail.getDeliverByMillis() > 0 && mail.getDeliverByMode() == DeliverByMode.RETURN;
        return returns && deliverBy.isBefore(expiresAt) ? deliverBy : expiresAt;
    }
}
