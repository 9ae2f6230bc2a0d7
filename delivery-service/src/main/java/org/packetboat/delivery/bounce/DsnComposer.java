package org.packetboat.delivery.bounce;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DsnReturn;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.mail.dsn.Dsn;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.octets.Octets;

/** Bounces as delivery status notifications. */
public final class DsnComposer implements BounceComposer {
    /** A notification travels as an inline body, whatever it returns. */
    private static final int MOST_RETURNED_OCTETS = 192 * 1024;

    private final String reportingMta;

    /** @param reportingMta our host name */
    public DsnComposer(String reportingMta) {
        this.reportingMta = reportingMta;
    }

    @Override
    public Bounce compose(Mail mail, Octets original, RecipientStatus status, Instant now) {
        AcceptedMail accepted = mail.accepted();
        Dsn dsn = new Dsn(
                reportingMta,
                now,
                List.of(status),
                new Dsn.Original(
                        mail.id().toString(),
                        asked(accepted),
                        accepted.getReversePath(),
                        Instant.ofEpochMilli(accepted.getAcceptedAtMillis()),
                        extent(accepted, original, status),
                        original));
        return new Bounce(dsn.compose(), Dsn.RETURN_PATH.length());
    }

    private static Dsn.Asked asked(AcceptedMail accepted) {
        return new Dsn.Asked(
                accepted.getEnvelopeId(),
                accepted.getFutureReleaseRequest(),
                accepted.getDeliverByMillis() > 0
                        ? Optional.of(Instant.ofEpochMilli(accepted.getDeliverByMillis()))
                        : Optional.empty());
    }

    /** RFC 3461 §4.3: RET is about failures, and other notifications return the header; RFC 8689 §5: so do those of messages that require TLS. */
    private static Dsn.Extent extent(AcceptedMail accepted, Octets original, RecipientStatus status) {
        boolean wanted = accepted.getDsnReturn() == DsnReturn.FULL
                && status.action() == RecipientStatus.Action.FAILED
                && !accepted.getRequireTls();
        boolean possible = original.length() == accepted.getSize() && original.length() <= MOST_RETURNED_OCTETS;
        return wanted && possible ? Dsn.Extent.FULL : Dsn.Extent.HEADER;
    }
}
