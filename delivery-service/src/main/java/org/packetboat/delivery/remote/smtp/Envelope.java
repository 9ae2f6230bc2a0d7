package org.packetboat.delivery.remote.smtp;

import java.util.List;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;

/**
 * What goes before a message.
 *
 * @param mail the message as it was accepted; of its recipients only those of this envelope count
 * @param recipients at least one
 */
public record Envelope(AcceptedMail mail, List<Rcpt> recipients) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /**
     * A recipient of this transaction.
     *
     * @param address where it goes
     * @param asked what its sender asked for
     */
    public record Rcpt(String address, Recipient asked) {}
}
