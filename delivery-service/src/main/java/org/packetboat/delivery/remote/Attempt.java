package org.packetboat.delivery.remote;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.remote.route.Route;
import org.packetboat.delivery.remote.route.Router;
import org.packetboat.delivery.remote.smtp.BodyFacts;
import org.packetboat.delivery.remote.smtp.Envelope;
import org.packetboat.delivery.remote.smtp.HostFailure;
import org.packetboat.delivery.remote.smtp.OutboundBody;
import org.packetboat.delivery.remote.smtp.Outcome;
import org.packetboat.delivery.remote.smtp.SmtpConnector;
import org.packetboat.delivery.remote.smtp.SmtpSession;
import org.packetboat.delivery.remote.smtp.Target;

/**
 * Sends messages to one destination, one after the other, through one connection as long as that works. A message goes to the hosts of the route in their
 * order, until each recipient is taken, refused, or unknown; who was put off is tried at the next host. Of one worker.
 */
final class Attempt implements AutoCloseable {
    /** RFC 5321 §5.1: at least two. */
    private static final int MOST_HOSTS = 5;

    private static final int MOST_FACTS = 64;

    private final String destination;
    private final Router router;
    private final SmtpConnector connector;
    private final QueuedBodies bodies;
    private final Leases leases;
    private final InstantSource clock;
    private final Map<DeliveryId, BodyFacts> known = new LinkedHashMap<>();
    private @Nullable SmtpSession session;

    Attempt(String destination, RelayParts parts, Leases leases) {
        this.destination = destination;
        this.router = parts.router();
        this.connector = parts.connector();
        this.bodies = parts.bodies();
        this.clock = parts.clock();
        this.leases = leases;
    }

    /** An outcome and which host it came from; the host is empty when none was asked. */
    record Tried(Outcome outcome, String peer) {}

    /**
     * What came of a message.
     *
     * @param unreachable why no host could be used at all, if so
     */
    record Result(Map<Claim, Tried> tried, Optional<String> unreachable) {}

    /** The recipients of one message. */
    Result send(Mail mail, List<Claim> claims) throws InterruptedException {
        Message message;
        try {
            OutboundBody body = bodies.outbound(mail.accepted());
            message = new Message(mail, body, facts(mail, body));
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            return new Result(all(claims, new Outcome.PutOff("the message cannot be read now")), Optional.empty());
        }
        Map<Claim, Tried> tried = new LinkedHashMap<>();
        SmtpSession open = session;
        if (open != null && open.isUsable()) {
            through(open, message, claims, tried);
        }
        List<Claim> left = left(claims, tried);
        // A connection that was used before may end at any time, which says nothing about its host.
        return left.isEmpty() ? new Result(tried, Optional.empty()) : byRoute(message, left, tried);
    }

    private record Message(Mail mail, OutboundBody body, BodyFacts facts) {}

    private BodyFacts facts(Mail mail, OutboundBody body) throws InterruptedException {
        BodyFacts facts = known.get(mail.id());
        if (facts == null) {
            facts = BodyFacts.of(body);
            if (known.size() < MOST_FACTS) {
                known.put(mail.id(), facts);
            }
        }
        return facts;
    }

    private Result byRoute(Message message, List<Claim> claims, Map<Claim, Tried> tried) throws InterruptedException {
        return switch (router.route(destination)) {
            case Route.Nowhere nowhere -> {
                tried.putAll(all(claims, new Outcome.Refused(nowhere.status(), nowhere.text())));
                yield new Result(tried, Optional.empty());
            }
            case Route.Unknown unknown -> {
                tried.putAll(all(claims, new Outcome.PutOff(unknown.text())));
                yield new Result(tried, Optional.of(unknown.text()));
            }
            case Route.Hosts hosts -> byHosts(hosts.targets(), message, claims, tried);
        };
    }

    private Result byHosts(List<Target> targets, Message message, List<Claim> claims, Map<Claim, Tried> tried)
            throws InterruptedException {
        String failure = "";
        boolean reached = false;
        SmtpSession asked = session != null && session.isUsable() ? session : null;
        for (Target target : targets.subList(0, Math.min(targets.size(), MOST_HOSTS))) {
            if (asked != null && asked.target().equals(target)) {
                reached = true;
                continue;
            }
            List<Claim> left = left(claims, tried);
            if (left.isEmpty() || !leases.areHeld(left)) {
                break;
            }
            try {
                SmtpSession opened = open(target);
                reached = true;
                through(opened, message, left, tried);
            } catch (HostFailure e) {
                failure = String.valueOf(e.getMessage());
            }
        }
        for (Claim claim : claims) {
            tried.putIfAbsent(claim, new Tried(new Outcome.PutOff(failure.isEmpty() ? "not tried" : failure), ""));
        }
        return new Result(tried, reached || failure.isEmpty() ? Optional.empty() : Optional.of(failure));
    }

    private SmtpSession open(Target target) throws HostFailure, InterruptedException {
        close();
        SmtpSession opened = connector.open(target);
        session = opened;
        return opened;
    }

    private void through(SmtpSession open, Message message, List<Claim> claims, Map<Claim, Tried> tried)
            throws InterruptedException {
        List<Envelope.Rcpt> recipients = claims.stream()
                .map(claim ->
                        new Envelope.Rcpt(claim.recipient(), message.mail().remoteRecipient(claim.recipient())))
                .toList();
        List<Outcome> outcomes = open.send(
                new Envelope(message.mail().accepted(), recipients, clock.instant()),
                message.body(),
                message.facts(),
                () -> leases.areHeld(claims));
        for (int i = 0; i < claims.size(); i++) {
            tried.put(claims.get(i), new Tried(outcomes.get(i), open.target().name()));
        }
    }

    /** Those without an outcome, or put off. */
    private static List<Claim> left(List<Claim> claims, Map<Claim, Tried> tried) {
        List<Claim> left = new ArrayList<>();
        for (Claim claim : claims) {
            Tried one = tried.get(claim);
            if (one == null || one.outcome() instanceof Outcome.PutOff) {
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
            open.close();
        }
    }
}
