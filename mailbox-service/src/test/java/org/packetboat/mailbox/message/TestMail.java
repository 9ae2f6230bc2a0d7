package org.packetboat.mailbox.message;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.BodyMetadata;
import org.packetboat.contracts.body.StoredBody;

/** Bodies as a writer would hand them over. */
final class TestMail {
    private TestMail() {}

    static StoredBody body(String objectKey, long offset, String subject) {
        String header =
                "Return-Path: <bob@mail.test>\r\nReceived: from client (client [127.0.0.1]) by mail.test with ESMTP id 0190;\r\n"
                        + "\tMon, 23 Nov 2026 15:00:00 +0000\r\nFrom: Bob <bob@mail.test>\r\nTo: Alice <alice@mail.test>\r\nSubject: "
                        + subject
                        + "\r\nDate: Mon, 23 Nov 2026 15:00:00 +0000\r\nMessage-ID: <" + subject
                        + "@mail.test>\r\n\r\n";
        BodyMetadata metadata = BodyMetadata.newBuilder()
                .setSize(4_096)
                .setHeader(ByteString.copyFromUtf8(header))
                .setEnvelope(
                        ByteString.copyFromUtf8(
                                "(\"Mon, 23 Nov 2026 15:00:00 +0000\" \"" + subject
                                        + "\" ((\"Bob\" NIL \"bob\" \"mail.test\")) NIL NIL ((\"Alice\" NIL \"alice\" \"mail.test\")) NIL NIL NIL NIL)"))
                .setBodyStructure(ByteString.copyFromUtf8(
                        "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 3500 60 NIL NIL NIL NIL)"))
                .setBody(ByteString.copyFromUtf8(
                        "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 3500 60)"))
                .setPartIndex(ByteString.copyFromUtf8("0123456789"))
                .setSubject(subject.toLowerCase(java.util.Locale.ROOT))
                .setFrom("bob <bob@mail.test>")
                .setTo("alice <alice@mail.test>")
                .setMessageId(subject + "@mail.test")
                .setPreview("A few words that the message begins with, as a client would show them below the subject.")
                .setSentDay(20_780)
                .setSentAtMillis(1_795_446_000_000L)
                .setParserVersion(1)
                .build();
        BlobRef blob = BlobRef.newBuilder()
                .setObjectKey(objectKey)
                .setOffset(offset)
                .setLength(4_096)
                .build();
        return StoredBody.newBuilder().setBlob(blob).setMetadata(metadata).build();
    }

    static ByteString id(UUID id) {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }

    static ByteString freshId() {
        return id(UUID.randomUUID());
    }
}
