package org.packetboat.delivery.bounce;

import java.time.Instant;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.octets.Octets;

/** Writes the message that a sender gets (RFC 3464). */
@FunctionalInterface
public interface BounceComposer {
    /** @param original the message, or its beginning with the header section */
    Bounce compose(Mail mail, Octets original, RecipientStatus status, Instant now);

    /**
     * A whole message.
     *
     * @param returnPathOctets octets of its first line, the Return-Path field
     */
    record Bounce(Octets octets, int returnPathOctets) {}
}
