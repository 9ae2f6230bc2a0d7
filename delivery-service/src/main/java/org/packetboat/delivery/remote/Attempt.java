package org.packetboat.delivery.remote;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.remote.Concurrency.Slot;
import org.packetboat.delivery.remote.route.Route;
import org.packetboat.delivery.remote.smtp.BodyForms;
import org.packetboat.delivery.remote.smtp.Envelope;
import org.packetboat.delivery.remote.smtp.HostFailure;
import org.packetboat.delivery.remote.smtp.OutboundBody;
import org.packetboat.delivery.remote.smtp.Outcome;
import org.packetboat.delivery.remote.smtp.Progress;
import org.packetboat.delivery.remote.smtp.SmtpSession;
import org.packetboat.delivery.remote.smtp.Target;

/**
 * Sends messages to one destination, one after the other, through one connection as long as that works. A message goes to the hosts of the route in their
 * order, until each recipient is taken, refused, or unknown; who was put off is tried at the next host. Of one worker.
 */
final class Attempt implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Attempt.class);

    private static final int MOST_KNOWN = 16;

    private final String destination;
    private final RelayParts parts;
    private final Common common;
    private final Slot slot;
    private final Stop stop;
    private final Map<DeliveryId, BodyForms> known = new LinkedHashMap<>();
    private @Nullable SmtpSession session;

    /** @param stop may end it at any time */
    Attempt(String destination, Common common, Slot slot, Stop stop) {
        this.destination = destination;
        this.parts = common.parts();
        this.common = common;
        this.slot = slot;
        this.stop = stop;
    }

    /** An outcome and which host it came from; the host is empty when none was asked. */
    record Tried(Outcome outcome, String peer) {}

    /** Settles what is known for good while there is more to be tried. */
    @FunctionalInterface
    interface Settling {
        void settle(Map<Claim, Tried> decided) throws InterruptedException;
    }

    /** What a message has shown of its destination. */
    sealed interface Finding {
        /** It takes messages. */
        record Worked() implements Finding {}

        /** Nothing: what it said was about the message, or it was not asked. */
        record Nothing() implements Finding {}

        /** It answers, but something is wrong. */
        record Trouble(String reason) implements Finding {}

        /** No host could be used at all. */
        record Unreachable(String reason) implements Finding {}
    }

    /**
     * What came of a message.
     *
     * @param tried without those that were not tried
     */
    record Result(Map<Claim, Tried> tried, Finding finding) {
        private static Result of(Map<Claim, Tried> tried, Finding otherwise) {
            boolean taken = tried.values().stream().anyMatch(one -> one.outcome() instanceof Outcome.Taken);
            tried.values().removeIf(one -> one.outcome() instanceof Outcome.NotTried);
            return new Result(tried, taken ? new Finding.Worked() : otherwise);
        }

        /** As if those who were put off had not been tried. */
        Result withoutPutOff() {
            Map<Claim, Tried> others = new LinkedHashMap<>(tried);
            others.values().removeIf(one -> one.outcome() instanceof Outcome.PutOff);
            return new Result(others, finding);
        }
    }

    /**
     * The recipients of one message.
     *
     * @param settling of those for whom it was taken, right after each reply that says so
     */
    Result send(Mail mail, List<Claim> claims, Settling settling) {
        Message message;
        try {
            OutboundBody body = parts.bodies().outbound(mail.accepted());
            message = new Message(mail, body, forms(mail, body), settling);
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            LOG.warnf(e, "message cannot be read delivery=%s", mail.id());
            return Result.of(all(claims, new Outcome.PutOff("the message cannot be read now")), new Finding.Nothing());
        } catch (InterruptedException e) {
            LOG.debug("stopped", e);
            return Result.of(new LinkedHashMap<>(), new Finding.Nothing());
        }
        Map<Claim, Tried> tried = new LinkedHashMap<>();
        SmtpSession open = session;
        Said said = open != null && open.isUsable() ? through(open, message, claims, tried) : Said.NOTHING;
        List<Claim> left = left(claims, tried);
        if (left.isEmpty() || !stop.mayBegin()) {
            return Result.of(
                    tried, said.trouble().<Finding>map(Finding.Trouble::new).orElse(new Finding.Nothing()));
        }
        // A connection that was used before may end at any time, which says nothing about its host.
        return byRoute(message, left, tried, isOpen() || isSpent() ? said : Said.NOTHING);
    }

    /**
     * What a host has said of a message.
     *
     * @param host empty when none was asked
     * @param trouble its difficulties
     * @param untried for whom there was no transaction in this connection
     */
    private record Said(Optional<Target> host, Optional<String> trouble, List<Claim> untried) {
        private static final Said NOTHING = new Said(Optional.empty(), Optional.empty(), List.of());
    }

    private record Message(Mail mail, OutboundBody body, BodyForms forms, Settling settling) {}

    private BodyForms forms(Mail mail, OutboundBody body) throws InterruptedException {
        BodyForms forms = known.get(mail.id());
        if (forms == null) {
            forms = BodyForms.of(body);
            if (known.size() < MOST_KNOWN) {
                known.put(mail.id(), forms);
            }
        }
        return forms;
    }

    private boolean isOpen() {
        SmtpSession open = session;
        return open != null && open.isUsable();
    }

    private boolean isSpent() {
        SmtpSession open = session;
        return open != null && open.isSpent();
    }

    private Result byRoute(Message message, List<Claim> claims, Map<Claim, Tried> tried, Said before) {
        Route route;
        try {
            route = common.routes().route(destination);
        } catch (InterruptedException e) {
            LOG.debug("stopped", e);
            return Result.of(tried, new Finding.Nothing());
        }
        return switch (route) {
            case Route.Nowhere nowhere -> {
                tried.putAll(all(claims, new Outcome.Refused(nowhere.status(), nowhere.text())));
                yield Result.of(tried, new Finding.Nothing());
            }
            case Route.Unknown unknown -> {
                tried.putAll(all(claims, new Outcome.PutOff(unknown.text())));
                yield Result.of(tried, new Finding.Unreachable(unknown.text()));
            }
            case Route.Hosts hosts -> new Round(message, claims, tried, before).through(hosts.targets(parts.random()));
        };
    }

    /** One message and the hosts of its destination. */
    private final class Round {
        private final Message message;
        private final List<Claim> claims;
        private final Map<Claim, Tried> tried;
        private String failure = "";
        private final Said before;
        private Optional<String> trouble;
        private @Nullable Target best;
        private final Set<Target> asked = new HashSet<>();

        Round(Message message, List<Claim> claims, Map<Claim, Tried> tried, Said before) {
            this.before = before;
            this.trouble = before.trouble();
            this.message = message;
            this.claims = claims;
            this.tried = tried;
        }

        Result through(List<Target> targets) {
            for (Target target : targets) {
                List<Claim> left = left(claims, tried);
                if (asked.size() == Route.Hosts.MOST_ASKED || !mayAsk(left)) {
                    break;
                }
                if (before.host().filter(target::equals).isPresent()) {
                    reached(target);
                    askAgain(target, before.untried());
                } else {
                    askAgain(target, ask(target, left));
                }
            }
            SmtpSession last = session;
            if (last != null && !last.target().equals(best)) {
                // What the best host has put off goes on to others, the messages behind it do not.
                close();
            }
            if (stop.mayBegin() && !failure.isEmpty()) {
                Tried failed = new Tried(new Outcome.PutOff(failure), "");
                claims.forEach(claim -> tried.merge(
                        claim, failed, (one, other) -> one.outcome() instanceof Outcome.NotTried ? other : one));
            }
            return Result.of(tried, finding());
        }

        private boolean mayAsk(List<Claim> left) {
            return !left.isEmpty() && stop.mayBegin() && common.leases().areHeld(left);
        }

        /** Where a connection may have only so many transactions, those who had none get another one, as long as each decides about somebody. */
        private void askAgain(Target target, List<Claim> untried) {
            List<Claim> left = left(untried, tried);
            int before = Integer.MAX_VALUE;
            while (left.size() < before && mayAsk(left)) {
                before = left.size();
                left = ask(target, left);
            }
        }

        private void reached(Target target) {
            asked.add(target);
            best = best == null ? target : best;
        }

        /** Returns for whom there was no transaction. */
        private List<Claim> ask(Target target, List<Claim> left) {
            if (!stop.begins()) {
                return List.of();
            }
            try {
                SmtpSession opened = open(target);
                reached(target);
                Said said = Attempt.this.through(opened, message, left, tried);
                trouble = said.trouble().or(() -> trouble);
                return said.untried();
            } catch (HostFailure e) {
                if (!e.isUnroutable()) {
                    asked.add(target);
                }
                failure = String.valueOf(e.getMessage());
            } catch (InterruptedException e) {
                LOG.debug("stopped", e);
            }
            return List.of();
        }

        private Finding finding() {
            if (!stop.mayBegin()) {
                return new Finding.Nothing();
            }
            if (best == null && !failure.isEmpty()) {
                return new Finding.Unreachable(failure);
            }
            return trouble.<Finding>map(Finding.Trouble::new).orElse(new Finding.Nothing());
        }
    }

    private SmtpSession open(Target target) throws HostFailure, InterruptedException {
        close();
        SmtpSession opened = parts.connector().open(target);
        session = opened;
        common.concurrency().talks(slot, true);
        return opened;
    }

    private Said through(SmtpSession open, Message message, List<Claim> claims, Map<Claim, Tried> tried) {
        List<Envelope.Rcpt> recipients = claims.stream()
                .map(claim ->
                        new Envelope.Rcpt(claim.recipient(), message.mail().remoteRecipient(claim.recipient())))
                .toList();
        Told told = new Told(open.target().name(), message.settling(), claims, tried);
        SmtpSession.Sent sent = open.send(
                new Envelope(
                        message.mail().accepted(), recipients, parts.clock().instant()),
                message.body(),
                message.forms(),
                told);
        List<Claim> untried = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            Outcome outcome = sent.outcomes().get(i);
            if (outcome instanceof Outcome.NotTried) {
                untried.add(claims.get(i));
                // What another host has said of it stands.
                tried.putIfAbsent(claims.get(i), told.tried(outcome));
            } else {
                tried.put(claims.get(i), told.tried(outcome));
            }
        }
        common.concurrency().talks(slot, open.isUsable());
        return new Said(Optional.of(open.target()), sent.trouble(), untried);
    }

    /** What a host says while it takes a message. */
    private final class Told implements Progress {
        private final String peer;
        private final Settling settling;
        private final List<Claim> claims;
        private final Map<Claim, Tried> tried;

        Told(String peer, Settling settling, List<Claim> claims, Map<Claim, Tried> tried) {
            this.peer = peer;
            this.settling = settling;
            this.claims = claims;
            this.tried = tried;
        }

        Tried tried(Outcome outcome) {
            return new Tried(outcome, peer);
        }

        @Override
        public boolean mayBegin() {
            return stop.begins();
        }

        @Override
        public boolean mayEnd() {
            return common.leases().areHeld(left(claims, tried)) && stop.mayEnd();
        }

        @Override
        public void taken(Map<Integer, Outcome> outcomes) throws InterruptedException {
            Map<Claim, Tried> decided = new LinkedHashMap<>();
            outcomes.forEach((place, outcome) -> decided.put(claims.get(place), tried(outcome)));
            tried.putAll(decided);
            settling.settle(decided);
        }
    }

    /** Those without an outcome, or put off. */
    private static List<Claim> left(List<Claim> claims, Map<Claim, Tried> tried) {
        List<Claim> left = new ArrayList<>();
        for (Claim claim : claims) {
            Tried one = tried.get(claim);
            if (one == null || one.outcome() instanceof Outcome.PutOff || one.outcome() instanceof Outcome.NotTried) {
                left.add(claim);
            }
        }
        return left;
    }

    private static Map<Claim, Tried> all(List<Claim> claims, Outcome outcome) {
        Map<Claim, Tried> all = new LinkedHashMap<>();
        claims.forEach(claim -> all.put(claim, new Tried(outcome, "")));
        return all;
    }

    /** Ends the connection. */
    @Override
    public void close() {
        SmtpSession open = session;
        session = null;
        if (open != null) {
            common.concurrency().talks(slot, false);
            open.close();
        }
    }
}
