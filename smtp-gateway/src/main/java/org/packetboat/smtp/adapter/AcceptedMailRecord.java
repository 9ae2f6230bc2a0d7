package org.packetboat.smtp.adapter;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Duration;
import java.time.Instant;
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
import org.packetboat.mail.smtp.DsnRequest;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.mail.smtp.Notify;
import org.packetboat.mail.smtp.Timing;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.MessageOctets;

/** The record of mail.accepted. */
final class AcceptedMailRecord {
    private AcceptedMailRecord() {}

    /** First local recipient's account, else the sender's, else the delivery id (architecture 2.2). */
    static byte[] key(AcceptedMessage message) {
        for (AcceptedRecipient recipient : message.recipients()) {
            if (!recipient.resolution().accounts().isEmpty()) {
                return RecordKey.ofAccount(
                        recipient.resolution().accounts().getFirst().value());
            }
        }
        return message.client()
                .account()
                .map(account -> RecordKey.ofAccount(account.value()))
                .orElseGet(() -> RecordKey.ofDelivery(message.deliveryId()));
    }

    /** The record, around the octets of an inline message: to be written before they change. */
    static AcceptedMail value(AcceptedMessage message) {
        AcceptedMail.Builder record = AcceptedMail.newBuilder()
                .setDeliveryId(message.deliveryId().octets())
                .setReversePath(message.reversePath().address())
                .setAcceptedAtMillis(message.acceptedAt().toEpochMilli())
                .setSize(message.octets().size())
                .setReturnPathOctets(message.returnPathOctets())
                .setClientAddress(message.client().address())
                .setHelo(message.client().helo())
                .setSenderAccountId(
                        message.client().account().map(AccountId::value).orElse(0L))
                .setCopyToSent(message.client().allowance().sentCopy() == Allowance.SentCopy.KEPT);
        add(message.parameters(), message.acceptedAt(), record);
        for (AcceptedRecipient recipient : message.recipients()) {
            record.addRecipients(recipient(recipient));
        }
        switch (message.octets()) {
            case MessageOctets.Inline inline -> record.setInline(wrap(inline.octets()));
            case MessageOctets.Staged staged ->
                record.setStaged(
                        BlobRef.newBuilder().setObjectKey(staged.objectKey()).setLength(staged.size()));
        }
        return record.build();
    }

    private static void add(MailParameters parameters, Instant acceptedAt, AcceptedMail.Builder record) {
        record.setEightBitMime(parameters.body() == BodyType.EIGHT_BIT_MIME)
                .setBinaryMime(parameters.body() == BodyType.BINARY_MIME)
                .setSmtpUtf8(parameters.has(MailOption.SMTPUTF8))
                .setRequireTls(parameters.has(MailOption.REQUIRETLS))
                .setEnvelopeId(parameters.dsn().envelopeId().orElse(""))
                .setPriority(parameters.timing().priority().orElse(0));
        parameters.dsn().returned().ifPresent(returned -> record.setDsnReturn(dsnReturn(returned)));
        parameters
                .timing()
                .hold()
                .ifPresent(
                        hold -> record.setHoldUntilMillis(hold.end(acceptedAt).toEpochMilli())
                                .setFutureReleaseRequest(request(hold)));
        parameters
                .timing()
                .deliverBy()
                .ifPresent(by -> record.setDeliverByMillis(
                                acceptedAt.plus(by.time()).toEpochMilli())
                        .setDeliverByMode(deliverByMode(by.mode()))
                        .setDeliverByTrace(by.isTraced()));
    }

    /** RFC 4865 §5.1.2, the orig-hold-param-value. */
    private static String request(Timing.Hold hold) {
        return switch (hold) {
            case Timing.Hold.For(Duration interval) -> "for;" + interval.toSeconds();
            case Timing.Hold.Until(Instant instant) -> "until;" + instant;
        };
    }

    private static AcceptedMail.DsnReturn dsnReturn(DsnRequest.Returned returned) {
        return switch (returned) {
            case FULL -> AcceptedMail.DsnReturn.FULL;
            case HEADERS -> AcceptedMail.DsnReturn.HEADERS;
        };
    }

    private static AcceptedMail.DeliverByMode deliverByMode(Timing.DeliverBy.Mode mode) {
        return switch (mode) {
            case NOTIFY -> AcceptedMail.DeliverByMode.NOTIFY;
            case RETURN -> AcceptedMail.DeliverByMode.RETURN;
        };
    }

    private static Recipient.Notify notification(Notify notify) {
        return switch (notify) {
            case NEVER -> Recipient.Notify.NEVER;
            case SUCCESS -> Recipient.Notify.SUCCESS;
            case FAILURE -> Recipient.Notify.FAILURE;
            case DELAY -> Recipient.Notify.DELAY;
        };
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
        recipient.parameters().notifications().stream()
                .sorted()
                .map(AcceptedMailRecord::notification)
                .forEach(builder::addNotify);
        return builder.addAllRemotePaths(recipient.resolution().remotePaths())
                .addAllLists(recipient.resolution().lists())
                .addAllClosedLists(recipient.resolution().closedLists())
                .addAllUnknown(recipient.resolution().unknown())
                .setOriginalRecipient(recipient.parameters().originalRecipient().orElse(""))
                .build();
    }

    /** Without a copy: the array does not change until the record is made. */
    private static ByteString wrap(Octets octets) {
        return UnsafeByteOperations.unsafeWrap(octets.array(), octets.offset(), octets.length());
    }
}
