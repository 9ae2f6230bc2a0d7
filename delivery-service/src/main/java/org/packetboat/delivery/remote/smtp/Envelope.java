package org.packetboat.delivery.remote.smtp;

import java.time.Instant;
import java.util.List;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;

/**
 * What goes before a message.
 *
 * @param mail the message as it was accepted; of its recipients only those of this envelope count
 * @param recipients at least one
 * @param now for the time that is left (RFC 2852)
 */
public record Envelope(AcceptedMail mail, List<Rcpt> recipients, Instant now) {
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** The same for a form of the message that every server takes. */
    Envelope withoutBodyType() {
        AcceptedMail plain =
                mail.toBuilder().clearBinaryMime().clearEightBitMime().build();
        return new Envelope(plain, recipients, now);
    }

    /**
     * A recipient of this transaction.
     *
     * @param address where it goes
     * @param asked what its sender asked for
     */
    public record Rcpt(String address, Recipient asked) {
        /** The same of a sender that hears of delays, unless it wants to hear of nothing. */
        Rcpt toldOfDelays() {
            List<Notify> notify = asked.getNotifyList();
            if (notify.contains(Notify.NEVER) || notify.contains(Notify.DELAY)) {
                return this;
            }
            Recipient.Builder more = asked.toBuilder();
            if (notify.isEmpty()) {
                more.addNotify(Notify.FAILURE);
            }
            return new Rcpt(address, more.addNotify(Notify.DELAY).build());
        }
    }
}
