package org.packetboat.delivery.list;

import java.time.InstantSource;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.accepted.DerivedId;
import org.packetboat.delivery.accepted.Mail;

/**
 * The records of the copies, without recipients and body. What the message needs to travel is kept, its priority included (RFC 6710 §4.4); what its sender wanted
 * to hear is not the members' (RFC 3461 §5.2.7.1), and neither is a deadline that the sender has set for the list.
 */
record CopyTemplate(Mail mail, String list, int returnPathOctets, InstantSource clock) {
    AcceptedMail.Builder record(long octets) {
        AcceptedMail original = mail.accepted();
        return AcceptedMail.newBuilder()
                .setDeliveryId(DerivedId.of(mail.id(), "list", list).octets())
                .setOriginDeliveryId(original.getDeliveryId())
                .setReversePath(ListHeader.reversePath(list))
                .setAcceptedAtMillis(clock.millis())
                .setSize(octets)
                .setReturnPathOctets(returnPathOctets)
                .setEightBitMime(original.getEightBitMime())
                .setBinaryMime(original.getBinaryMime())
                .setSmtpUtf8(original.getSmtpUtf8())
                .setRequireTls(original.getRequireTls())
                .setPriority(original.getPriority())
                .setHoldUntilMillis(original.getHoldUntilMillis())
                .setClientAddress(original.getClientAddress())
                .setHelo(original.getHelo())
                .setTraceParent(mail.trace().parent().value());
    }
}
