package org.packetboat.mailbox.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.BodyMetadata;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.octets.Octets;

/** The form in which the mailbox service takes a body from its writer. */
public final class StoredBodies {
    private StoredBodies() {}

    /** A durably stored body with its metadata. The octets are not copied: they must not change any more. */
    public static StoredBody of(BlobRef blob, MessageMetadata metadata) {
        return StoredBody.newBuilder()
                .setBlob(blob)
                .setMetadata(metadata(metadata))
                .build();
    }

    /** The metadata alone. */
    public static BodyMetadata metadata(MessageMetadata metadata) {
        BodyMetadata.Builder form = BodyMetadata.newBuilder()
                .setSize(metadata.size())
                .setHeader(wrap(metadata.header()))
                .setEnvelope(wrap(metadata.envelope()))
                .setBodyStructure(wrap(metadata.bodyStructure()))
                .setBody(wrap(metadata.body()))
                .setPartIndex(wrap(metadata.partIndex().encode()))
                .setSubject(metadata.subject())
                .setFrom(metadata.from())
                .setTo(metadata.to())
                .setCc(metadata.cc())
                .setBcc(metadata.bcc())
                .setMessageId(metadata.messageId())
                .setInReplyTo(metadata.inReplyTo())
                .addAllReferences(metadata.references())
                .setPreview(metadata.preview())
                .setParserVersion(MessageMetadata.PARSER_VERSION);
        metadata.sentDay().ifPresent(form::setSentDay);
        metadata.sentAtMillis().ifPresent(form::setSentAtMillis);
        return form.build();
    }

    private static ByteString wrap(Octets octets) {
        return UnsafeByteOperations.unsafeWrap(octets.array(), octets.offset(), octets.length());
    }
}
