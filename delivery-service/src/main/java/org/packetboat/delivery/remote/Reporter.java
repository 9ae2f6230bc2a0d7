package org.packetboat.delivery.remote;

import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Report;
import org.packetboat.delivery.remote.smtp.Outcome;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.dsn.RecipientStatus.Action;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.EnhancedStatus;

/**
 * Tells senders what became of recipients elsewhere (RFC 3461 §5.2, RFC 3464). Returns when the notification is durable; an {@code
 * UnavailableException} when something that it takes is away.
 */
public final class Reporter {
    static final String RELAYED_STATUS = EnhancedStatus.OK.toString();

    private static final Logger LOG = Logger.getLogger(Reporter.class);

    private final Bouncer bouncer;
    private final QueuedBodies bodies;
    private final InstantSource clock;

    public Reporter(Bouncer bouncer, QueuedBodies bodies, InstantSource clock) {
        this.bouncer = bouncer;
        this.bodies = bodies;
        this.clock = clock;
    }

    /** What a sender hears of a recipient that another server has taken, if anything. */
    static Optional<Report.Kind> ofTaken(Mail mail, String recipient, Outcome.Dsn dsn) {
        Recipient asked = mail.remoteRecipient(recipient);
        return switch (dsn) {
            case PASSED_ON -> Optional.empty();
            case NOT_OFFERED ->
                asked.getNotifyList().contains(Notify.SUCCESS) ? Optional.of(Report.Kind.RELAYED) : Optional.empty();
            case DUE ->
                asked.getNotifyList().contains(Notify.NEVER) ? Optional.empty() : Optional.of(Report.Kind.PASSED_ON);
        };
    }

    /** What is owed. */
    void send(Mail mail, String recipient, Report report, String text) throws InterruptedException {
        Recipient asked = mail.remoteRecipient(recipient);
        Recipient wanting = switch (report.kind()) {
            case FAILED, RELAYED -> asked;
            case PASSED_ON -> asked.toBuilder().addNotify(Notify.SUCCESS).build();
        };
        Action action = switch (report.kind()) {
            case FAILED -> Action.FAILED;
            case RELAYED, PASSED_ON -> Action.RELAYED;
        };
        RecipientStatus.Detail detail = new RecipientStatus.Detail(
                asked.getOriginalRecipient(),
                report.peer(),
                report.peer().isEmpty() ? Optional.empty() : Optional.of(clock.instant()),
                Optional.empty());
        bouncer.tell(
                mail, original(mail), wanting, new RecipientStatus(recipient, action, report.status(), text, detail));
    }

    /** It is tried on until it expires. */
    void delayed(Mail mail, Claim claim, String text) throws InterruptedException {
        Recipient asked = mail.remoteRecipient(claim.recipient());
        RecipientStatus.Detail detail = new RecipientStatus.Detail(
                asked.getOriginalRecipient(), "", Optional.empty(), Optional.of(claim.expiresAt()));
        bouncer.tell(
                mail,
                original(mail),
                asked,
                new RecipientStatus(claim.recipient(), Action.DELAYED, "4.4.7", text, detail));
    }

    /** Without it there would be no bounce at all; a bounce without a header is better. */
    private Octets original(Mail mail) throws InterruptedException {
        try {
            return bodies.beginning(mail.accepted());
        } catch (NoSuchObjectException e) {
            LOG.errorf(e, "body is gone delivery=%s", mail.id());
            return Octets.EMPTY;
        } catch (BlobStoreUnavailableException e) {
            throw new UnavailableException("the beginning of the message cannot be read", e);
        }
    }
}
