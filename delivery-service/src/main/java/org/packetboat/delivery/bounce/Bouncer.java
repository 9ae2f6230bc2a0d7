package org.packetboat.delivery.bounce;

import com.google.protobuf.ByteString;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.delivery.port.Mailboxes.Resolution;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.dsn.RecipientStatus.Action;
import org.packetboat.mail.octets.Octets;

/**
 * Tells a sender what became of a recipient, as far as the sender wants to know (RFC 3461 §4.1): one notification per message, recipient and
 * action, whatever is repeated, and never one for a notification (RFC 5321 §6.1: the null reverse-path is not answered). One for a local sender
 * enters as accepted mail, one for a sender elsewhere goes into the queue.
 */
public final class Bouncer {
    private static final Logger LOG = Logger.getLogger(Bouncer.class);

    private final BounceComposer composer;
    private final Mailboxes mailboxes;
    private final Outbox outbox;
    private final Handover handover;
    private final DeliveryEvents events;
    private final Counts counts;
    private final InstantSource clock;

    public Bouncer(
            BounceComposer composer,
            Mailboxes mailboxes,
            Outbox outbox,
            Handover handover,
            DeliveryEvents events,
            Counts counts,
            InstantSource clock) {
        this.composer = composer;
        this.mailboxes = mailboxes;
        this.outbox = outbox;
        this.handover = handover;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
    }

    /** Why a message cannot be delivered here. */
    public enum Reason {
        ACCOUNT_GONE,
        /** A mailing list among those that an address stands for is not for this sender to post to. */
        LIST_CLOSED,
        /** It waited for too long. */
        EXPIRED,
        /** The time is over that its sender has set (RFC 2852 §4.1.3). */
        TOO_LATE
    }

    /**
     * Of a local recipient. Returns when the bounce is durably on its way, insisting on what is away.
     *
     * @param header of the message, as far as it is known
     */
    public void bounce(Mail mail, Octets header, String forwardPath, Reason reason) throws InterruptedException {
        Patience.insist("send-bounce", () -> bounceNow(mail, header, forwardPath, reason));
    }

    /** As {@link #bounce}, without insisting: an {@code UnavailableException} when it is not durably on its way, after which a repeat makes the same one. */
    public void bounceNow(Mail mail, Octets header, String forwardPath, Reason reason) throws InterruptedException {
        String code = switch (reason) {
            case ACCOUNT_GONE -> "5.1.1";
            case LIST_CLOSED -> BounceId.LIST_CLOSED;
            case EXPIRED -> "4.4.7";
            case TOO_LATE -> "5.4.7";
        };
        String text = switch (reason) {
            case ACCOUNT_GONE -> "550 5.1.1 No such recipient here";
            case LIST_CLOSED -> "550 5.7.2 A mailing list behind this address does not take mail from this sender";
            case EXPIRED -> "451 4.4.7 The message could not be delivered in time";
            case TOO_LATE -> "550 5.4.7 Not delivered by the time that its sender has set";
        };
        tellOfLocal(mail, header, forwardPath, Action.FAILED, code, text);
    }

    /** Its sender's time is over and it is tried on (RFC 2852 §4.1.3). The same whenever it is said again. */
    public void late(Mail mail, Octets header, String forwardPath) throws InterruptedException {
        local(
                mail,
                header,
                forwardPath,
                Action.DELAYED,
                "4.4.7",
                "451 4.4.7 Not delivered yet by the time that its sender has set");
    }

    /**
     * The account has the message, from now on or since an attempt whose answer was lost: its sender is told if it asked for that (RFC 3461 §5.2.3). An
     * alias of several is delivered where its first target is (§5.2.7.3 (b)).
     */
    public void delivered(Mail mail, Octets header, long accountId) throws InterruptedException {
        for (Recipient recipient : mail.accepted().getRecipientsList()) {
            if (recipient.getNotifyList().contains(Notify.SUCCESS)
                    && recipient.getAccountIdsCount() > 0
                    && recipient.getAccountIds(0) == accountId) {
                local(
                        mail,
                        header,
                        recipient.getForwardPath(),
                        Action.DELIVERED,
                        "2.1.5",
                        "250 2.1.5 Delivered into the mailbox");
            }
        }
    }

    private void local(Mail mail, Octets header, String forwardPath, Action action, String code, String text)
            throws InterruptedException {
        Patience.insist("send-bounce", () -> tellOfLocal(mail, header, forwardPath, action, code, text));
    }

    private void tellOfLocal(Mail mail, Octets header, String forwardPath, Action action, String code, String text)
            throws InterruptedException {
        Recipient recipient = mail.recipient(forwardPath);
        RecipientStatus.Detail detail = RecipientStatus.Detail.here(recipient.getOriginalRecipient());
        AcceptedMail accepted = mail.accepted();
        // RFC 3461 §4.3: RET may want all of it.
        Octets original = accepted.hasInline() ? Octets.of(accepted.getInline().toByteArray()) : header;
        tell(mail, original, recipient, new RecipientStatus(forwardPath, action, code, text, detail));
    }

    /** As {@link #tell}, insisting on what is away. */
    public void report(Mail mail, Octets original, Recipient asked, RecipientStatus status)
            throws InterruptedException {
        Patience.insist("send-bounce", () -> tell(mail, original, asked, status));
    }

    /**
     * Of any recipient. Returns when the notification is durably on its way; an {@code UnavailableException} when it is not, after which a repeat makes
     * the same one.
     *
     * @param original the message, or its beginning with the header section
     * @param asked what the sender asked for
     */
    public void tell(Mail mail, Octets original, Recipient asked, RecipientStatus status) throws InterruptedException {
        if (!NotifyRule.wants(asked, status.action())) {
            drop(mail, status, "not asked for");
            return;
        }
        String sender = mail.accepted().getReversePath();
        if (sender.isEmpty()) {
            drop(mail, status, "null reverse-path");
            return;
        }
        Resolution to = mailboxes.resolve(sender);
        if (to.accountIds().isEmpty() && to.remotePaths().isEmpty()) {
            drop(mail, status, "no such sender");
            return;
        }
        AcceptedMail notification = record(mail, original, status, to);
        if (to.accountIds().isEmpty()) {
            var unused = handover.queue(new Mail(notification, mail.trace()));
        } else {
            outbox.accept(notification);
        }
        if (status.action() == Action.FAILED) {
            counts.bounced();
            events.of(mail, Step.BOUNCED, status.recipient(), status.diagnostic());
        }
    }

    private AcceptedMail record(Mail mail, Octets original, RecipientStatus status, Resolution to) {
        DeliveryId id = BounceId.of(mail.id(), status);
        BounceComposer.Bounce composed = composer.compose(mail, original, status, clock.instant());
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
                .setEightBitMime(true)
                .setSmtpUtf8(mail.accepted().getSmtpUtf8())
                // RFC 8689 §5.
                .setRequireTls(mail.accepted().getRequireTls())
                .setTraceParent(mail.trace().parent().value())
                .build();
    }

    private void drop(Mail mail, RecipientStatus status, String why) {
        if (status.action() != Action.FAILED) {
            return;
        }
        counts.notBounced();
        LOG.infof("recipient is given up and nobody is told delivery=%s reason=%s", mail.id(), why);
        events.of(mail, Step.BOUNCED, status.recipient(), "not sent: " + why);
    }
}
