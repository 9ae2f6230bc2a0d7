package org.packetboat.delivery.local;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Deferrals.Kind;
import org.packetboat.delivery.port.Deferrals.Waiting;

/** Puts recipients that cannot be reached now into the deferral table, insisting while the database is away. */
public final class Recipients {
    private final Deferrals deferrals;
    private final DeliveryEvents events;
    private final Counts counts;
    private final InstantSource clock;
    private final Duration firstDelay;

    public Recipients(
            Deferrals deferrals, DeliveryEvents events, Counts counts, InstantSource clock, Duration firstDelay) {
        this.deferrals = deferrals;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
        this.firstDelay = firstDelay;
    }

    /** Accounts that answered RETRY for too long. */
    void deferLocal(Mail mail, List<Long> accountIds, String reason) throws InterruptedException {
        List<Waiting> waiting = new ArrayList<>();
        for (long accountId : accountIds) {
            waiting.add(new Waiting(
                    Kind.LOCAL,
                    mail.forwardPath(accountId),
                    accountId,
                    clock.instant().plus(firstDelay),
                    reason));
        }
        defer(mail, waiting);
    }

    /** Addresses in other domains: they wait until the relay exists. */
    void deferRemote(Mail mail) throws InterruptedException {
        List<Waiting> waiting = new ArrayList<>();
        for (String path : mail.remotePaths()) {
            waiting.add(new Waiting(Kind.REMOTE, path, 0, clock.instant(), "waits for the relay"));
        }
        defer(mail, waiting);
    }

    private void defer(Mail mail, List<Waiting> waiting) throws InterruptedException {
        if (waiting.isEmpty()) {
            return;
        }
        Patience.insist("defer", () -> deferrals.add(mail.kept(), waiting));
        for (Waiting one : waiting) {
            counts.deferred();
            events.of(mail, Step.DEFERRED, one.forwardPath(), one.reason());
        }
    }
}
