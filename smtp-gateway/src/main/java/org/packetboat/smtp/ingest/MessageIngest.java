package org.packetboat.smtp.ingest;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.message.TraceHeader;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.OctetSink;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptanceLog.Handover;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.StagingArea;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.Arrival;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.SmtpSettings.BlindCopies;
import org.packetboat.smtp.session.SmtpState.Peer;
import org.packetboat.smtp.session.Transaction;

/**
 * Accepts messages (architecture 2): puts the trace header in front of the octets as they come, and says so when the log has acknowledged the record.
 * Whatever goes wrong before the record is handed over leaves nothing behind; afterwards the message may be delivered although the client
 * heard a failure (RFC 1047), which is counted. Thread-safe.
 */
public final class MessageIngest {
    private static final System.Logger LOG = System.getLogger(MessageIngest.class.getName());

    private final Identity identity;
    private final SmtpSettings settings;
    private final OwnAddresses own;
    private final Room room;
    private final AcceptanceLog log;
    private final IngestMetrics metrics;

    /**
     * What a message is stamped with.
     *
     * @param clock gives the time of acceptance
     * @param random thread-safe; gives delivery ids
     * @param tracing gives it its trace
     */
    public record Identity(InstantSource clock, RandomGenerator random, Tracing tracing) {}

    /** Where the octets of messages go while they arrive. */
    public record Room(InlineBudget budget, StagingArea staging) {}

    /** Puts the parts together. */
    public MessageIngest(
            Identity identity,
            SmtpSettings settings,
            OwnAddresses own,
            Room room,
            AcceptanceLog log,
            IngestMetrics metrics) {
        this.identity = identity;
        this.settings = settings;
        this.own = own;
        this.room = room;
        this.log = log;
        this.metrics = metrics;
    }

    /**
     * A message begins to arrive; its trace header is in front of it. What fails already is said when its octets were read.
     */
    public Arrival begin(Role role, Peer peer, Transaction transaction) throws InterruptedException {
        Instant now = identity.clock().instant();
        DeliveryId id = DeliveryId.fresh(now.toEpochMilli(), identity.random());
        TraceHeader trace = traceHeader(peer, transaction, id, now);
        Octets returnPath = trace.returnPath();
        Octets received = trace.received();
        MessageBody body = new MessageBody(settings.limits().inlineOctets(), room.budget(), room.staging());
        MessageArrival arrival = new MessageArrival(
                this,
                new MessageArrival.Envelope(id, now, peer, transaction, returnPath.length()),
                body,
                identity.tracing().begin(id),
                settings.limits(),
                settings.lineEnds().of(role),
                role.isSubmission() || peer.login().isPresent()
                        ? Optional.of(next -> completion(id, now, peer, transaction, next))
                        : Optional.empty());
        try {
            arrival.open(returnPath, received);
        } catch (InterruptedException closing) {
            arrival.close();
            throw closing;
        }
        return arrival;
    }

    private HeaderCompletion completion(
            DeliveryId id, Instant now, Peer peer, Transaction transaction, OctetSink next) {
        Map<HeaderCompletion.Added, Octets> missing = Map.of(
                HeaderCompletion.Added.DATE, Octets.ascii(TraceHeader.date(now)),
                HeaderCompletion.Added.MESSAGE_ID, Octets.utf8("<" + id + "@" + settings.hostname() + ">"));
        Set<HeaderCompletion.Removed> removed = settings.blindCopies() == BlindCopies.REMOVED
                ? EnumSet.allOf(HeaderCompletion.Removed.class)
                : EnumSet.noneOf(HeaderCompletion.Removed.class);
        Optional<AuthorCheck> authors = peer.login().flatMap(login -> authorCheck(login, transaction));
        return new HeaderCompletion(missing, removed, authors, next);
    }

    private Optional<AuthorCheck> authorCheck(Login login, Transaction transaction) {
        return switch (settings.authors()) {
            case NAMED -> Optional.of(authorCheck(login, transaction, AuthorCheck.Foreign.NAMED));
            case REFUSED -> Optional.of(authorCheck(login, transaction, AuthorCheck.Foreign.REFUSED));
            case ACCEPTED -> Optional.empty();
        };
    }

    private AuthorCheck authorCheck(Login login, Transaction transaction, AuthorCheck.Foreign foreign) {
        return new AuthorCheck(login, transaction.reversePath(), transaction.repertoire(), own, foreign);
    }

    /**
     * Whether a message that comes now has a chance to be accepted.
     *
     * @throws UnavailableException when it has none
     */
    public void check() {
        log.check();
    }

    /** Until when a message has to be answered that is whole now. */
    Deadline deadline() {
        return log.deadline();
    }

    /** Hands it over, and returns when it is durable. */
    void accept(AcceptedMessage message, MessageBody body, Deadline deadline) throws InterruptedException {
        long started = System.nanoTime();
        Handover handover = log.handOver(message, deadline);
        body.keep();
        try {
            handover.awaitAcknowledgement();
        } catch (UnavailableException | InterruptedException failure) {
            metrics.ambiguous();
            LOG.log(Level.WARNING, "acceptance unknown delivery={0}", message.deliveryId());
            throw failure;
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
                settings.hostname(),
                peer.protocol(transaction.repertoire()),
                id.toString(),
                only,
                transaction.parameters().timing().priority(),
                now);
    }
}
