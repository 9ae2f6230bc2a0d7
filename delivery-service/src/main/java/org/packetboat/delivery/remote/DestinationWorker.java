package org.packetboat.delivery.remote;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Due;
import org.packetboat.delivery.port.RelayQueue.Settlement;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.remote.smtp.Outcome;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Empties the queue of one destination for as long as it may. Every row is settled right after the reply that decided about it, and a bounce is durable
 * before its row is done: a crash repeats the step, and both are recognised.
 */
final class DestinationWorker {
    private static final Logger LOG = Logger.getLogger(DestinationWorker.class);

    /** As many messages as the queue gives at once: there is probably more. */
    private static final int FULL_CLAIM = 10;

    private final RelayParts parts;
    private final Leases leases;
    private final Concurrency concurrency;
    private final DeliveryEvents events;
    private final Counts counts;
    private final Tracing tracing;

    DestinationWorker(
            RelayParts parts,
            Leases leases,
            Concurrency concurrency,
            DeliveryEvents events,
            Counts counts,
            Tracing tracing) {
        this.parts = parts;
        this.leases = leases;
        this.concurrency = concurrency;
        this.events = events;
        this.counts = counts;
        this.tracing = tracing;
    }

    /**
     * Claims and sends until nothing is due, the destination cannot be reached, or there is no room.
     *
     * @param more is told when another worker may find something
     * @param goOn whether to take anything new
     */
    void run(Due due, Runnable more, BooleanSupplier goOn) throws InterruptedException {
        Turn turn = new Turn(due);
        try (Attempt attempt = new Attempt(due.destination(), parts, leases)) {
            do {
                List<Claim> claims = claim(due.destination());
                if (claims.isEmpty()) {
                    return;
                }
                Map<DeliveryId, List<Claim>> byMessage = byMessage(claims);
                if (byMessage.size() >= FULL_CLAIM && due.failures() == 0) {
                    more.run();
                }
                turn.work(attempt, byMessage, goOn);
            } while (turn.reachable && goOn.getAsBoolean() && concurrency.hasRoom());
        }
    }

    private List<Claim> claim(String destination) throws InterruptedException {
        long askedAt = leases.now();
        List<Claim> claims = parts.queue().claim(destination, parts.holder());
        leases.hold(claims, askedAt);
        return claims;
    }

    private static Map<DeliveryId, List<Claim>> byMessage(List<Claim> claims) {
        Map<DeliveryId, List<Claim>> byMessage = new LinkedHashMap<>();
        claims.forEach(claim -> byMessage
                .computeIfAbsent(claim.deliveryId(), id -> new ArrayList<>())
                .add(claim));
        return byMessage;
    }

    /** What is known of the destination during one run. */
    private final class Turn {
        private final Due due;
        private final String blockName;
        private boolean reachable = true;
        private boolean blocked;

        Turn(Due due) {
            this.due = due;
            this.blockName = parts.router().shared().orElse(due.destination());
            this.blocked = due.failures() > 0;
        }

        void work(Attempt attempt, Map<DeliveryId, List<Claim>> byMessage, BooleanSupplier goOn)
                throws InterruptedException {
            for (List<Claim> claims : byMessage.values()) {
                try {
                    if (reachable && goOn.getAsBoolean()) {
                        one(attempt, claims);
                    } else {
                        giveBack(claims);
                    }
                } catch (RuntimeException e) {
                    // Unknown means temporary: the lease ends, and the rows are tried again.
                    LOG.errorf(
                            e, "message failed delivery=%s", claims.getFirst().deliveryId());
                } finally {
                    leases.release(claims);
                }
            }
        }

        private void giveBack(List<Claim> claims) throws InterruptedException {
            try {
                settle(claims.stream()
                        .<Settlement>map(Settlement.Untouched::new)
                        .toList());
            } catch (UnavailableException e) {
                LOG.debug("claims are left to their lease", e);
            }
        }

        private void one(Attempt attempt, List<Claim> claims) throws InterruptedException {
            DeliveryId id = claims.getFirst().deliveryId();
            Optional<AcceptedMail> accepted = parts.queue().load(id);
            if (accepted.isEmpty()) {
                return;
            }
            MessageTrace trace = tracing.message(TraceParent.of(accepted.get().getTraceParent()));
            try {
                Mail mail = new Mail(accepted.get(), trace);
                trace.describe(id, claims.size(), mail.accepted().getSize());
                Attempt.Result result = attempt.send(mail, claims);
                settle(mail, result);
                learn(result);
            } finally {
                trace.end();
            }
        }

        private void learn(Attempt.Result result) throws InterruptedException {
            if (result.unreachable().isPresent()) {
                reachable = false;
                concurrency.failed(blockName);
                counts.relay(Counts.RelayOutcome.UNREACHABLE);
                Instant until = parts.clock().instant().plus(parts.schedule().delay(due.failures() + 1));
                int failures = parts.queue()
                        .block(blockName, until, result.unreachable().get());
                LOG.infof(
                        "destination cannot be reached destination=%s failures=%d reason=%s",
                        due.destination(), failures, result.unreachable().get());
                return;
            }
            concurrency.worked(blockName);
            if (blocked) {
                parts.queue().unblock(blockName);
                blocked = false;
            }
        }
    }

    private void settle(Mail mail, Attempt.Result result) throws InterruptedException {
        List<Settlement> settlements = new ArrayList<>();
        List<Claim> refused = new ArrayList<>();
        result.tried().forEach((claim, tried) -> {
            switch (tried.outcome()) {
                case Outcome.Taken taken -> settlements.add(new Settlement.Done(claim, taken.text()));
                case Outcome.PutOff putOff -> settlements.add(later(claim, putOff.text()));
                case Outcome.Unknown unknown -> settlements.add(later(claim, unknown.text()));
                case Outcome.Refused _ -> refused.add(claim);
            }
        });
        if (!settlements.isEmpty()) {
            // Until this is committed a crash doubles what was taken.
            settle(settlements);
        }
        for (Map.Entry<Claim, Attempt.Tried> one : result.tried().entrySet()) {
            tell(mail, one.getKey(), one.getValue());
        }
        if (!refused.isEmpty()) {
            settle(refused.stream()
                    .<Settlement>map(claim -> new Settlement.Done(claim, text(result, claim)))
                    .toList());
        }
    }

    private static String text(Attempt.Result result, Claim claim) {
        Attempt.Tried tried = result.tried().get(claim);
        return tried == null ? "" : tried.outcome().text();
    }

    private Settlement later(Claim claim, String text) {
        return new Settlement.Later(
                claim, parts.clock().instant().plus(parts.schedule().delay(claim.attempts())), text);
    }

    private void settle(List<Settlement> settlements) throws InterruptedException {
        List<String> unneeded = Patience.insist("settle", () -> parts.queue().settle(settlements));
        parts.kept().giveUp(unneeded);
    }

    private void tell(Mail mail, Claim claim, Attempt.Tried tried) throws InterruptedException {
        String text = tried.outcome().text();
        switch (tried.outcome()) {
            case Outcome.Taken taken -> {
                counts.relay(Counts.RelayOutcome.TAKEN);
                events.of(mail, Step.RELAYED, claim.recipient(), text);
                switch (taken.dsn()) {
                    case PASSED_ON -> {}
                    case NOT_OFFERED -> parts.reporter().relayed(mail, claim, text, tried.peer());
                    case DUE -> parts.reporter().passedOn(mail, claim, text, tried.peer());
                }
            }
            case Outcome.Refused refused -> {
                counts.relay(Counts.RelayOutcome.REFUSED);
                parts.reporter().failed(mail, claim, refused.status(), text, tried.peer());
            }
            case Outcome.PutOff _ -> {
                counts.relay(Counts.RelayOutcome.PUT_OFF);
                events.of(mail, Step.DEFERRED, claim.recipient(), text);
            }
            case Outcome.Unknown _ -> {
                counts.relay(Counts.RelayOutcome.UNKNOWN);
                LOG.warnf("perhaps delivered, and tried again delivery=%s reason=%s", mail.id(), text);
                events.of(mail, Step.DEFERRED, claim.recipient(), text);
            }
        }
    }
}
