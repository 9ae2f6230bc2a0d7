package org.packetboat.delivery.remote;

import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.dsn.RecipientStatus.Action;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.EnhancedStatus;

/** Tells senders what became of recipients elsewhere (RFC 3461 §5.2, RFC 3464). Insists on what is away. */
public final class Reporter {
    private static final Logger LOG = Logger.getLogger(Reporter.class);

    private final Bouncer bouncer;
    private final QueuedBodies bodies;
    private final InstantSource clock;

    public Reporter(Bouncer bouncer, QueuedBodies bodies, InstantSource clock) {
        this.bouncer = bouncer;
        this.bodies = bodies;
        this.clock = clock;
    }

    /** It will not be delivered. Returns when the bounce is durable. */
    void failed(Mail mail, Claim claim, EnhancedStatus status, String text, String peer) throws InterruptedException {
        report(mail, claim, Action.FAILED, status, text, peer);
    }

    /** It is tried on until it expires. */
    void delayed(Mail mail, Claim claim, String text) throws InterruptedException {
        report(mail, claim, Action.DELAYED, new EnhancedStatus(4, 4, 7), text, "");
    }

    /** It was handed to a server that does not report (RFC 3461 §5.2.2 (b)). */
    void relayed(Mail mail, Claim claim, String text, String peer) throws InterruptedException {
        report(mail, claim, Action.RELAYED, EnhancedStatus.OK, text, peer);
    }

    /** The same for who did not ask for it, unless that is NEVER (RFC 2852 §4.1.4). */
    void passedOn(Mail mail, Claim claim, String text, String peer) throws InterruptedException {
        Recipient asked = mail.remoteRecipient(claim.recipient());
        Recipient wanting = asked.getNotifyList().contains(Notify.NEVER)
                ? asked
                : asked.toBuilder().addNotify(Notify.SUCCESS).build();
        report(mail, wanting, claim, Action.RELAYED, EnhancedStatus.OK, text, peer);
    }

    private void report(Mail mail, Claim claim, Action action, EnhancedStatus status, String text, String peer)
            throws InterruptedException {
        report(mail, mail.remoteRecipient(claim.recipient()), claim, action, status, text, peer);
    }

    private void report(
            Mail mail, Recipient asked, Claim claim, Action action, EnhancedStatus status, String text, String peer)
            throws InterruptedException {
        RecipientStatus.Detail detail = new RecipientStatus.Detail(
                asked.getOriginalRecipient(),
                peer,
                peer.isEmpty() ? Optional.empty() : Optional.of(clock.instant()),
                action == Action.DELAYED ? Optional.of(claim.expiresAt()) : Optional.empty());
        RecipientStatus ofRecipient = new RecipientStatus(claim.recipient(), action, status.toString(), text, detail);
        bouncer.report(mail, original(mail), asked, ofRecipient);
    }

    /** Without it there would be no bounce at all; a bounce without a header is better. */
    private Octets original(Mail mail) throws InterruptedException {
        try {
            return bodies.beginning(mail.accepted());
        } catch (NoSuchObjectException e) {
            LOG.errorf(e, "body is gone delivery=%s", mail.id());
            return Octets.EMPTY;
        } catch (BlobStoreUnavailableException e) {
            return Patience.insist("read-header", () -> bodies.beginning(mail.accepted()));
        }
    }
}
