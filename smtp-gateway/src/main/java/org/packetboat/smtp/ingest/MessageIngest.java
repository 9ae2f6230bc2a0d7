package org.packetboat.smtp.ingest;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.message.TraceHeader;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptanceLog.Handover;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.StagingArea;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.DataSource;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpState.Peer;
import org.packetboat.smtp.session.Transaction;

/**
 * Accepts messages (architecture 2): reads the octets, puts the trace header in front, and returns when the log has acknowledged the record.
 * Whatever goes wrong before the record is handed over leaves nothing behind; afterwards the message may be delivered although the client
 * heard a failure (RFC 1047), which is counted. Thread-safe.
 */
public final class MessageIngest {
    private static final System.Logger LOG = System.getLogger(MessageIngest.class.getName());

    private final Identity identity;
    private final SmtpLimits limits;
    private final InlineBudget budget;
    private final StagingArea staging;
    private final AcceptanceLog log;
    private final IngestMetrics metrics;

    /**
     * What a message is stamped with.
     *
     * @param hostname of this server
     * @param clock gives the time of acceptance
     * @param random thread-safe; gives delivery ids
     * @param tracing gives it its trace
     */
    public record Identity(String hostname, InstantSource clock, RandomGenerator random, Tracing tracing) {}

    /** Puts the parts together. */
    public MessageIngest(
            Identity identity,
            SmtpLimits limits,
            InlineBudget budget,
            StagingArea staging,
            AcceptanceLog log,
            IngestMetrics metrics) {
        this.identity = identity;
        this.limits = limits;
        this.budget = budget;
        this.staging = staging;
        this.log = log;
        this.metrics = metrics;
    }

    /**
     * Reads a message to its end and accepts it.
     *
     * @return under which id it was accepted; durable
     * @throws org.packetboat.mail.failure.MailFailure if it was not; the octets up to the end of data were read nevertheless
     */
    public DeliveryId receive(Peer peer, Transaction transaction, DataSource source) throws InterruptedException {
        Instant now = identity.clock().instant();
        DeliveryId id = DeliveryId.fresh(now.toEpochMilli(), identity.random());
        TraceHeader trace = traceHeader(peer, transaction, id, now);
        try (Tracing.Acceptance acceptance = identity.tracing().begin(id);
                MessageBody body = new MessageBody(limits.inlineOctets(), budget, staging)) {
            Octets returnPath = trace.returnPath();
            Octets received = trace.received();
            body.expect(returnPath.length()
                    + received.length()
                    + transaction.parameters().size().orElse(0));
            body.append(returnPath);
            body.append(received);
            new MessageIntake(body, limits).readFrom(source);
            AcceptedMessage message = new AcceptedMessage(
                    id,
                    transaction.reversePath(),
                    transaction.recipients(),
                    now,
                    returnPath.length(),
                    body.complete(),
                    transaction.parameters().body(),
                    new AcceptedMessage.Client(peer.address(), peer.helo()),
                    acceptance.parent());
            accept(message, body);
            acceptance.accepted(message);
        }
        return id;
    }

    private void accept(AcceptedMessage message, MessageBody body) throws InterruptedException {
        long started = System.nanoTime();
        Handover handover = log.handOver(message);
        body.keep();
        metrics.handedOver();
        try {
            handover.awaitAcknowledgement();
        } catch (UnavailableException | InterruptedException failure) {
            metrics.ambiguous();
            LOG.log(Level.WARNING, "acceptance unknown delivery={0}", message.deliveryId());
            throw failure;
        } finally {
            metrics.noLongerWaiting();
        }
        MessageOctets octets = message.octets();
        metrics.accepted(octets.size(), octets instanceof MessageOctets.Staged, System.nanoTime() - started);
        LOG.log(
                Level.DEBUG,
                "message accepted delivery={0} octets={1} recipients={2}",
                message.deliveryId(),
                octets.size(),
                message.recipients().size());
    }

    private TraceHeader traceHeader(Peer peer, Transaction transaction, DeliveryId id, Instant now) {
        List<AcceptedRecipient> recipients = transaction.recipients();
        Optional<String> only = recipients.size() == 1
                ? Optional.of(recipients.getFirst().forwardPath().address())
                : Optional.empty();
        return new TraceHeader(
                transaction.reversePath().address(),
                peer.helo(),
                peer.address(),
                identity.hostname(),
                peer.protocol(),
                id.toString(),
                only,
                now);
    }
}
