package org.packetboat.smtp.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.smtp.MailParameters;

/**
 * A message that is ready to be accepted: everything that its record says.
 *
 * @param returnPathOctets length of the Return-Path line; a relayed copy starts behind it
 * @param parameters of MAIL, for those who carry it on
 * @param trace what those continue who handle it next
 */
public record AcceptedMessage(
        DeliveryId deliveryId,
        ReversePath reversePath,
        List<AcceptedRecipient> recipients,
        Instant acceptedAt,
        int returnPathOctets,
        MessageOctets octets,
        MailParameters parameters,
        Client client,
        TraceParent trace) {
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
     * @param account whose login it used
     */
    public record Client(String address, String helo, Optional<AccountId> account, Allowance allowance) {
        /** One with the allowance of everybody. */
        public Client(String address, String helo, Optional<AccountId> account) {
            this(address, helo, account, Allowance.NONE);
        }
    }
}
