package org.packetboat.smtp.port;

import java.time.Instant;
import java.util.List;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.smtp.BodyType;

/**
 * A message that is ready to be accepted: everything that its record says.
 *
 * @param returnPathOctets length of the Return-Path line; a relayed copy starts behind it
 */
public record AcceptedMessage(
        DeliveryId deliveryId,
        ReversePath reversePath,
        List<AcceptedRecipient> recipients,
        Instant acceptedAt,
        int returnPathOctets,
        MessageOctets octets,
        BodyType bodyType,
        Client client) {
    /** Checks that somebody gets it. */
    public AcceptedMessage {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("no recipients");
        }
    }

    /**
     * Who sent it.
     *
     * @param address IP address in its text form
     * @param helo what it called itself
     */
    public record Client(String address, String helo) {}
}
