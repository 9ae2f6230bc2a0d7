package org.packetboat.delivery.bounce;

import java.time.Instant;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.mail.octets.Octets;

/** Writes the message that a sender gets (RFC 3464). */
@FunctionalInterface
public interface BounceComposer {
    Bounce compose(
            Mail mail, Octets header, String forwardPath, Bouncer.Reason reason, DeliveryId bounceId, Instant now);

    /**
     * A whole message.
     *
     * @param returnPathOctets octets of its first line, the Return-Path field
     */
    record Bounce(Octets octets, int returnPathOctets) {}
}
