package org.packetboat.smtp.adapter;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.RecordKey;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.BodyType;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.MessageOctets;

/** The record of mail.accepted. */
final class AcceptedMailRecord {
    private AcceptedMailRecord() {}

    /** First local recipient's account, else the delivery id (architecture 2.2). */
    static byte[] key(AcceptedMessage message) {
        for (AcceptedRecipient recipient : message.recipients()) {
            if (!recipient.resolution().accounts().isEmpty()) {
                return RecordKey.ofAccount(
                        recipient.resolution().accounts().getFirst().value());
            }
        }
        return RecordKey.ofDelivery(message.deliveryId());
    }

    /** The octets of the record; those of an inline message are copied here, once. */
    static byte[] value(AcceptedMessage message) {
        AcceptedMail.Builder record = AcceptedMail.newBuilder()
                .setDeliveryId(message.deliveryId().octets())
                .setReversePath(message.reversePath().address())
                .setAcceptedAtMillis(message.acceptedAt().toEpochMilli())
                .setSize(message.octets().size())
                .setReturnPathOctets(message.returnPathOctets())
                .setEightBitMime(message.bodyType() == BodyType.EIGHT_BIT_MIME)
                .setClientAddress(message.client().address())
                .setHelo(message.client().helo());
        for (AcceptedRecipient recipient : message.recipients()) {
            record.addRecipients(recipient(recipient));
        }
        switch (message.octets()) {
            case MessageOctets.Inline inline -> record.setInline(wrap(inline.octets()));
            case MessageOctets.Staged staged ->
                record.setStaged(
                        BlobRef.newBuilder().setObjectKey(staged.objectKey()).setLength(staged.size()));
        }
        return record.build().toByteArray();
    }

    /** What its trace goes on with, if it has one. */
    static @Nullable List<Header> headers(AcceptedMessage message) {
        TraceParent trace = message.trace();
        return trace.isTraced() ? List.of(new RecordHeader(TraceParent.HEADER, trace.octets())) : null;
    }

    private static Recipient recipient(AcceptedRecipient recipient) {
        Recipient.Builder builder =
                Recipient.newBuilder().setForwardPath(recipient.forwardPath().address());
        for (AccountId account : recipient.resolution().accounts()) {
            builder.addAccountIds(account.value());
        }
        return builder.addAllRemotePaths(recipient.resolution().remotePaths()).build();
    }

    /** Without a copy: the array does not change until the record is made. */
    private static ByteString wrap(Octets octets) {
        return UnsafeByteOperations.unsafeWrap(octets.array(), octets.offset(), octets.length());
    }
}
