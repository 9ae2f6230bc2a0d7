package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.Codec;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.Delivery;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.StoredBodies;

/**
 * Fills mailboxes through the mailbox service's own calls, as the delivery service makes them. Every message has metadata of its own; its octets are
 * not in the object store, so that only what the mailbox service knows can be asked for.
 */
final class MailboxFiller implements AutoCloseable {
    private static final int A_CALL = 500;

    private final MailboxChannel channel;
    private final SplittableRandom random = new SplittableRandom(1);

    private MailboxFiller(MailboxChannel channel) {
        this.channel = channel;
    }

    static MailboxFiller of(Stack stack) throws IOException {
        Map<String, String> gateway =
                org.packetboat.cli.stack.Stack.read(stack.data()).environments().getOrDefault("imap-gateway", Map.of());
        return new MailboxFiller(MailboxChannel.to(Objects.requireNonNull(gateway.get("PACKETBOAT_MAILBOX_ADDRESS"))));
    }

    /** Delivers to the INBOX of {@code address}. */
    void deliver(String address, int messages) throws InterruptedException {
        long account = channel.directory()
                .resolve(ResolveRequest.newBuilder().setAddress(address).build())
                .getAccountIds(0);
        for (int done = 0; done < messages; done += A_CALL) {
            call(account, done, Math.min(A_CALL, messages - done));
        }
    }

    private void call(long account, int first, int count) throws InterruptedException {
        String object = channel.ledger()
                .reserve(ReserveRequest.newBuilder()
                        .setWriter("filler")
                        .setKind(ObjectKind.PACK)
                        .setCount(1)
                        .build())
                .getObjectKeys(0);
        long now = System.currentTimeMillis();
        DeliverRequest.Builder request = DeliverRequest.newBuilder();
        List<ByteString> ids = new ArrayList<>();
        long offset = 0;
        for (int i = 0; i < count; i++) {
            StoredBody body = body(object, offset, first + i);
            offset += body.getBlob().getLength();
            ids.add(DeliveryId.fresh(now, random).octets());
            request.addBodies(body)
                    .addDeliveries(Delivery.newBuilder()
                            .setDeliveryId(ids.getLast())
                            .setAccountId(account)
                            .setBody(i)
                            .setRecordTimeMillis(now)
                            .setInternalDateMillis(now));
        }
        assertThat(channel.messages().deliver(request.build()).getOutcomesList())
                .extracting(DeliverOutcome::getStatus)
                .hasSize(count)
                .containsOnly(DeliverOutcome.Status.STORED);
    }

    private static StoredBody body(String object, long offset, int number) {
        byte[] octets = Corpus.octets("""
                Return-Path: <sender%2$d@elsewhere.test>\r
                Received: from mail.elsewhere.test (mail.elsewhere.test [127.0.0.1])\r
                \tby mail.test with ESMTP id %1$08x; Sun, 1 Nov 2026 12:00:00 +0000\r
                From: Sender %2$d <sender%2$d@elsewhere.test>\r
                To: reader@mail.test\r
                Subject: message %1$d of a large mailbox\r
                Date: Sun, 1 Nov 2026 12:00:00 +0000\r
                Message-ID: <%1$d.%3$x@elsewhere.test>\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=utf-8\r
                \r
                This is message %1$d.\r
                """.formatted(number, number % 997, offset));
        return StoredBodies.of(
                BlobRef.newBuilder()
                        .setObjectKey(object)
                        .setOffset(offset)
                        .setLength(octets.length)
                        .setCodec(Codec.CODEC_IDENTITY)
                        .build(),
                MessageMetadata.of(Octets.of(octets)));
    }

    @Override
    public void close() {
        channel.close();
    }
}
