package org.packetboat.delivery.bounce;

import java.time.Instant;
import java.util.List;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.mail.dsn.Dsn;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.octets.Octets;

/** Bounces as delivery status notifications. */
public final class DsnComposer implements BounceComposer {
    private final String reportingMta;

    /** @param reportingMta our host name */
    public DsnComposer(String reportingMta) {
        this.reportingMta = reportingMta;
    }

    @Override
    public Bounce compose(
            Mail mail, Octets header, String forwardPath, Bouncer.Reason reason, DeliveryId bounceId, Instant now) {
        Dsn dsn = new Dsn(
                mail.id().toString(),
                reportingMta,
                mail.accepted().getReversePath(),
                Instant.ofEpochMilli(mail.accepted().getAcceptedAtMillis()),
                now,
                List.of(status(forwardPath, reason)),
                header);
        return new Bounce(dsn.compose(), Dsn.RETURN_PATH.length());
    }

    private static RecipientStatus status(String forwardPath, Bouncer.Reason reason) {
        return switch (reason) {
            case ACCOUNT_GONE -> RecipientStatus.gone(forwardPath);
            case EXPIRED ->
                new RecipientStatus(
                        forwardPath,
                        RecipientStatus.Action.FAILED,
                        "4.4.7",
                        "451 4.4.7 The message could not be delivered in time");
        };
    }
}
