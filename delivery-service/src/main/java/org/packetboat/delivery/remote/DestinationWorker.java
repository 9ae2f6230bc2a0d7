package org.packetboat.delivery.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Counts.RelayOutcome;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Due;
import org.packetboat.delivery.port.RelayQueue.Report;
import org.packetboat.delivery.port.RelayQueue.Settled;
import org.packetboat.delivery.port.RelayQueue.Settlement;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.remote.Concurrency.Slot;
import org.packetboat.delivery.remote.smtp.Outcome;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Empties the queue of one destination for as long as it may. What a server takes is settled right after the reply that says so, before the
 * next transaction and the next host, and the rest when the message has been everywhere; each row together with the notification that is owed because of it.
 * Whoever comes to send that, now or after a crash, sends the same one.
 */
final class DestinationWorker {
    private static final Logger LOG = Logger.getLogger(DestinationWorker.class);

    /** As many rows as the queue looks at once for messages: there is probably more. */
    private static final int FULL_CLAIM = 10;

    /** Messages in a row with which a destination has difficulties, before it is left alone. */
    private static final int MOST_FAILURES = 3;

    /** For how long the notifications of a message are left to this worker. */
    private static final Duration OURS_TO_REPORT = Duration.ofMinutes(2);

    private final RelayParts parts;
    private final Common common;
    private final Leases leases;
    private final Concurrency concurrency;
    private final DeliveryEvents events;
    private final Counts counts;
    private final Tracing tracing;

    DestinationWorker(Common common, DeliveryEvents events, Counts counts, Tracing tracing) {
        this.common = common;
        this.parts = common.parts();
        this.leases = common.leases();
        this.concurrency = common.concurrency();
        this.events = events;
        this.counts = counts;
        this.tracing = tracing;
    }

    /**
     * Claims and sends until nothing is due, the destination cannot be reached, or another one waits for the room.
     *
     * @param stop may end it at any time
     * @param more is told when another worker may find something
     */
    void run(Due due, Slot slot, Stop stop, Runnable more) throws InterruptedException {
        Turn turn = new Turn(due, slot, stop);
        try (Attempt attempt = new Attempt(due.destination(), common, slot, stop)) {
            do {
                List<Claim> claims = stop.mayBegin() ? claim(due.destination()) : List.of();
                if (claims.isEmpty()) {
                    return;
                }
                if (claims.size() >= FULL_CLAIM && due.failures() == 0) {
                    more.run();
                }
                turn.work(attempt, byMessage(claims));
            } while (turn.reachable && concurrency.mayGoOn(slot));
        }
    }

    private List<Claim> claim(String destination) throws InterruptedException {
        Leases.Asked asked = leases.now();
        return leases.hold(parts.queue().claim(destination, parts.holder()), asked);
    }

    private static Deque<List<Claim>> byMessage(List<Claim> claims) {
        Map<DeliveryId, List<Claim>> byMessage = new LinkedHashMap<>();
        claims.forEach(claim -> byMessage
                .computeIfAbsent(claim.deliveryId(), id -> new ArrayList<>())
                .add(claim));
        return new ArrayDeque<>(byMessage.values());
    }

    /** What is known of the destination during one run. */
    private final class Turn {
        private final Due due;
        private final Slot slot;
        private final Stop stop;
        private final String blockName;
        private boolean reachable = true;
        private boolean mayBeBlocked;
        private boolean reportersAway;

        Turn(Due due, Slot slot, Stop stop) {
            this.due = due;
            this.slot = slot;
            this.stop = stop;
            this.blockName = parts.router().shared().orElse(due.destination());
            this.mayBeBlocked = due.failures() > 0;
        }

        /** Whatever ends it, what was not begun is given back. */
        void work(Attempt attempt, Deque<List<Claim>> messages) throws InterruptedException {
            try {
                while (!messages.isEmpty() && reachable && stop.mayBegin()) {
                    List<Claim> claims = messages.remove();
                    try {
                        one(attempt, claims);
                    } catch (UnavailableException e) {
                        throw e;
                    } catch (RuntimeException e) {
                        // Unknown means temporary: the lease ends, and the rows are tried again.
                        LOG.errorf(
                                e,
                                "message failed delivery=%s",
                                claims.getFirst().deliveryId());
                    } finally {
                        leases.release(claims);
                    }
                }
            } finally {
                giveBack(messages.stream().flatMap(Collection::stream).toList());
            }
        }

        private void giveBack(List<Claim> claims) throws InterruptedException {
            if (claims.isEmpty()) {
                return;
            }
            try {
                var unused = parts.queue()
                        .settle(claims.stream()
                                .<Settlement>map(Settlement.Untouched::new)
                                .toList());
            } catch (UnavailableException e) {
                LOG.debug("claims are left to their lease", e);
            } finally {
                leases.release(claims);
            }
        }

        private void one(Attempt attempt, List<Claim> claims) throws InterruptedException {
            DeliveryId id = claims.getFirst().deliveryId();
            Optional<AcceptedMail> accepted = parts.queue().load(id);
            if (accepted.isEmpty()) {
                missing(claims);
                return;
            }
            MessageTrace trace = tracing.message(TraceParent.of(accepted.get().getTraceParent()));
            try {
                Mail mail = new Mail(accepted.get(), trace);
                trace.describe(id, claims.size(), mail.accepted().getSize());
                Outcomes outcomes = new Outcomes(mail);
                Attempt.Result result = attempt.send(mail, claims, outcomes::settle);
                boolean crowded =
                        result.finding() instanceof Attempt.Finding.Unreachable && concurrency.isCrowded(slot);
                outcomes.finish(claims, crowded ? result.withoutPutOff() : result);
                if (crowded) {
                    LOG.debugf("destination takes no more connections destination=%s", due.destination());
                    reachable = false;
                } else {
                    learn(result.finding());
                }
            } finally {
                trace.end();
            }
        }

        /** Rows whose message has gone, unless they have gone with it meanwhile. */
        private void missing(List<Claim> claims) throws InterruptedException {
            List<Settlement> done = claims.stream()
                    .<Settlement>map(claim -> new Settlement.Done(claim, "the message is gone"))
                    .toList();
            Settled settled = parts.queue().settle(done);
            if (settled.lost().size() < claims.size()) {
                counts.relay(RelayOutcome.MISSING);
                LOG.errorf("message is gone delivery=%s", claims.getFirst().deliveryId());
            }
        }

        private void learn(Attempt.Finding finding) throws InterruptedException {
            switch (finding) {
                case Attempt.Finding.Worked _ -> {
                    mayBeBlocked |= concurrency.worked(slot);
                    if (mayBeBlocked) {
                        parts.queue().unblock(blockName);
                        mayBeBlocked = false;
                    }
                }
                case Attempt.Finding.Nothing _ -> concurrency.answered(slot);
                case Attempt.Finding.Trouble trouble -> {
                    int inARow = concurrency.failed(slot);
                    if (inARow >= MOST_FAILURES || due.failures() > 0) {
                        block(trouble.reason());
                    }
                }
                case Attempt.Finding.Unreachable unreachable -> {
                    var unused = concurrency.failed(slot);
                    block(unreachable.reason());
                }
            }
        }

        private void block(String reason) throws InterruptedException {
            reachable = false;
            counts.relay(RelayOutcome.UNREACHABLE);
            int failures = parts.queue().block(blockName, due.failures(), reason, parts.schedule()::delay);
            if (failures > 0) {
                LOG.infof(
                        "destination is left alone destination=%s failures=%d reason=%s",
                        due.destination(), failures, reason);
            }
        }

        /** What comes of the recipients of one message. */
        private final class Outcomes {
            private final Mail mail;
            private final Set<Claim> settled = new HashSet<>();
            private final Map<Claim, Report> reports = new LinkedHashMap<>();

            Outcomes(Mail mail) {
                this.mail = mail;
            }

            /** Those that are decided, while others may take long yet. */
            void settle(Map<Claim, Attempt.Tried> decided) throws InterruptedException {
                settle(decided.keySet(), decided);
            }

            /** The others, and all notifications. */
            void finish(List<Claim> claims, Attempt.Result result) throws InterruptedException {
                List<Claim> others = claims.stream()
                        .filter(claim -> !settled.contains(claim))
                        .toList();
                if (!others.isEmpty()) {
                    settle(others, result.tried());
                }
                send(result);
            }

            private void settle(Collection<Claim> claims, Map<Claim, Attempt.Tried> tried) throws InterruptedException {
                Map<Claim, Report> owed = new LinkedHashMap<>();
                List<Settlement> settlements = new ArrayList<>();
                for (Claim claim : claims) {
                    Attempt.Tried one = tried.get(claim);
                    Optional<Report> report = one == null ? Optional.empty() : owed(mail, claim, one);
                    report.ifPresent(it -> owed.put(claim, it));
                    settlements.add(settlement(claim, Optional.ofNullable(one), report));
                }
                // Until this is committed a crash doubles what was taken.
                Settled done = Patience.insist("settle", () -> parts.queue().settle(settlements));
                stop.settled();
                settled.addAll(claims);
                for (Claim claim : done.lost()) {
                    boolean taken = isTaken(tried.get(claim));
                    overtaken(claim, taken);
                    if (!taken) {
                        // What becomes of it is somebody else's to say.
                        owed.remove(claim);
                    }
                }
                reports.putAll(owed);
                for (Claim claim : claims) {
                    Attempt.Tried one = tried.get(claim);
                    if (one != null) {
                        tell(mail, claim, one);
                    }
                }
                parts.kept().giveUp(done.unneeded());
            }

            /** What nobody could send by now is sent by the sweep. */
            private void send(Attempt.Result result) throws InterruptedException {
                List<String> reported = new ArrayList<>();
                for (Map.Entry<Claim, Report> one : reports.entrySet()) {
                    String recipient = one.getKey().recipient();
                    Attempt.Tried tried = result.tried().get(one.getKey());
                    if (reportersAway || tried == null) {
                        continue;
                    }
                    try {
                        parts.reporter()
                                .send(
                                        mail,
                                        recipient,
                                        one.getValue(),
                                        tried.outcome().text());
                        reported.add(recipient);
                    } catch (UnavailableException e) {
                        reportersAway = true;
                        LOG.warnf(e, "notification waits delivery=%s", mail.id());
                    } catch (RuntimeException e) {
                        counts.relay(RelayOutcome.UNTOLD);
                        LOG.errorf(e, "notification failed delivery=%s", mail.id());
                    }
                }
                if (!reported.isEmpty()) {
                    parts.kept().giveUp(parts.queue().reported(mail.id(), reported));
                }
            }
        }
    }

    private Settlement settlement(Claim claim, Optional<Attempt.Tried> tried, Optional<Report> report) {
        if (tried.isEmpty()) {
            return new Settlement.Untouched(claim);
        }
        Outcome outcome = tried.get().outcome();
        return switch (outcome) {
            case Outcome.Taken _ -> new Settlement.Taken(claim, outcome.text(), report);
            case Outcome.PutOff _, Outcome.Unknown _ ->
                new Settlement.Later(
                        claim, parts.clock().instant().plus(parts.schedule().delay(claim.attempts())), outcome.text());
            case Outcome.Refused _ -> new Settlement.GivenUp(claim, outcome.text(), report.orElseThrow());
            case Outcome.NotTried _ -> new Settlement.Untouched(claim);
        };
    }

    /** What is to be told to the sender, as far as that follows from here. */
    private Optional<Report> owed(Mail mail, Claim claim, Attempt.Tried tried) {
        Instant ours = parts.clock().instant().plus(OURS_TO_REPORT);
        return switch (tried.outcome()) {
            case Outcome.Refused refused ->
                Optional.of(new Report(Report.Kind.FAILED, refused.status().toString(), tried.peer(), ours));
            case Outcome.Taken taken ->
                Reporter.ofTaken(mail, claim.recipient(), taken.dsn())
                        .map(kind -> new Report(kind, Reporter.RELAYED_STATUS, tried.peer(), ours));
            case Outcome.PutOff _, Outcome.Unknown _, Outcome.NotTried _ -> Optional.empty();
        };
    }

    /** It was somebody else's by the time of its settlement. */
    private void overtaken(Claim claim, boolean taken) {
        counts.relay(taken ? RelayOutcome.OVERTAKEN : RelayOutcome.LOST);
        LOG.warnf("claim was lost before it was settled delivery=%s taken=%s", claim.deliveryId(), taken);
    }

    private static boolean isTaken(Attempt.@Nullable Tried tried) {
        return tried != null && tried.outcome() instanceof Outcome.Taken;
    }

    private void tell(Mail mail, Claim claim, Attempt.Tried tried) {
        String text = tried.outcome().text();
        switch (tried.outcome()) {
            case Outcome.Taken _ -> {
                counts.relay(RelayOutcome.TAKEN);
                events.of(mail, Step.RELAYED, claim.recipient(), text);
            }
            case Outcome.Refused _ -> counts.relay(RelayOutcome.REFUSED);
            case Outcome.PutOff _ -> {
                counts.relay(RelayOutcome.PUT_OFF);
                events.of(mail, Step.DEFERRED, claim.recipient(), text);
            }
            case Outcome.Unknown _ -> {
                counts.relay(RelayOutcome.UNKNOWN);
                LOG.warnf("perhaps delivered, and tried again delivery=%s reason=%s", mail.id(), text);
                events.of(mail, Step.DEFERRED, claim.recipient(), text);
            }
            case Outcome.NotTried _ -> {}
        }
    }
}
