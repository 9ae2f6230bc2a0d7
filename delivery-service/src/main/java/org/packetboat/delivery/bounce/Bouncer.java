package org.packetboat.delivery.bounce;

import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Deferrals.Kind;
import org.packetboat.delivery.port.Deferrals.Waiting;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.delivery.port.Mailboxes.Resolution;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.mail.octets.Octets;

/**
 * Tells a sender that a recipient did not get the message: one bounce per message and recipient, whatever is repeated, and never one for a
 * bounce (RFC 5321 §6.1: the null reverse-path is not answered). A bounce to a local sender enters as accepted mail, one to a sender elsewhere
 * waits in the deferral table until the relay exists.
 */
public final class Bouncer {
    private static final Logger LOG = Logger.getLogger(Bouncer.class);

    private final BounceComposer composer;
    private final Mailboxes mailboxes;
    private final Outbox outbox;
    private final Deferrals deferrals;
    private final DeliveryEvents events;
    private final Counts counts;
    private final InstantSource clock;

    public Bouncer(
            BounceComposer composer,
            Mailboxes mailboxes,
            Outbox outbox,
            Deferrals deferrals,
            DeliveryEvents events,
            Counts counts,
            InstantSource clock) {
        this.composer = composer;
        this.mailboxes = mailboxes;
        this.outbox = outbox;
        this.deferrals = deferrals;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
    }

    /** Why a message cannot be delivered. */
    public enum Reason {
        ACCOUNT_GONE,
        EXPIRED
    }

    /** Returns when the bounce is durably on its way, insisting on what is away. */
    public void bounce(Mail mail, Octets header, String forwardPath, Reason reason) throws InterruptedException {
        String sender = mail.accepted().getReversePath();
        if (sender.isEmpty()) {
            drop(mail, forwardPath, "null reverse-path");
            return;
        }
        Resolution resolved = Patience.insist("resolve-sender", () -> mailboxes.resolve(sender));
        accept(mail, header, forwardPath, reason, resolved);
    }

    private void accept(Mail mail, Octets header, String forwardPath, Reason reason, Resolution to)
            throws InterruptedException {
        if (to.accountIds().isEmpty() && to.remotePaths().isEmpty()) {
            drop(mail, forwardPath, "no such sender");
            return;
        }
        AcceptedMail bounce = record(mail, header, forwardPath, reason, to);
        if (to.accountIds().isEmpty()) {
            List<Waiting> waiting = to.remotePaths().stream()
                    .map(path -> new Waiting(Kind.REMOTE, path, 0, clock.instant(), "waits for the relay"))
                    .toList();
            Patience.insist("defer-bounce", () -> deferrals.add(bounce, waiting));
        } else {
            Patience.insist("send-bounce", () -> outbox.accept(bounce));
        }
        counts.bounced();
        events.of(mail, Step.BOUNCED, forwardPath, reason.name());
    }

    private AcceptedMail record(Mail mail, Octets header, String forwardPath, Reason reason, Resolution to) {
        DeliveryId id = BounceId.of(mail.id(), forwardPath);
        BounceComposer.Bounce composed = composer.compose(mail, header, forwardPath, reason, id, clock.instant());
        String sender = mail.accepted().getReversePath();
        return AcceptedMail.newBuilder()
                .setDeliveryId(id.octets())
                .setOriginDeliveryId(mail.accepted().getDeliveryId())
                .addRecipients(Recipient.newBuilder()
                        .setForwardPath(sender)
                        .addAllAccountIds(to.accountIds())
                        .addAllRemotePaths(to.remotePaths()))
                .setAcceptedAtMillis(clock.millis())
                .setSize(composed.octets().length())
                .setReturnPathOctets(composed.returnPathOctets())
                .setInline(ByteString.copyFrom(composed.octets().toByteArray()))
                .setTraceParent(mail.trace().parent().value())
                .build();
    }

    private void drop(Mail mail, String forwardPath, String why) {
        counts.notBounced();
        LOG.infof("recipient is gone and nobody is told delivery=%s reason=%s", mail.id(), why);
        events.of(mail, Step.BOUNCED, forwardPath, "not sent: " + why);
    }
}
