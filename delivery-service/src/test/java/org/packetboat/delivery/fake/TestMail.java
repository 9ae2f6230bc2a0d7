package org.packetboat.delivery.fake;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;

/** Accepted messages. */
public final class TestMail {
    private static final RandomGenerator RANDOM = new SplittableRandom(7);

    private TestMail() {}

    /** A small message from {@code sender@mail.test} to these accounts, each under an address of its own. */
    public static AcceptedMail to(long... accountIds) {
        AcceptedMail.Builder mail = mail("Subject: hello\r\n\r\nhello\r\n");
        for (long accountId : accountIds) {
            mail.addRecipients(Recipient.newBuilder()
                    .setForwardPath("account" + accountId + "@mail.test")
                    .addAccountIds(accountId));
        }
        return mail.build();
    }

    /** The same of this text without recipients. */
    public static AcceptedMail.Builder mail(String text) {
        String body = "Return-Path: <sender@mail.test>\r\n" + text;
        synchronized (RANDOM) {
            return AcceptedMail.newBuilder()
                    .setDeliveryId(DeliveryId.fresh(1_770_000_000_000L, RANDOM).octets())
                    .setReversePath("sender@mail.test")
                    .setAcceptedAtMillis(1_770_000_000_000L)
                    .setSize(body.length())
                    .setInline(ByteString.copyFromUtf8(body));
        }
    }

    /** To an address elsewhere. */
    public static AcceptedMail remote(String path) {
        return mail("Subject: away\r\n\r\n")
                .addRecipients(
                        Recipient.newBuilder().setForwardPath("alias@mail.test").addAllRemotePaths(List.of(path)))
                .build();
    }

    /** With its body in an object. */
    public static AcceptedMail staged(AcceptedMail mail, String objectKey, long length) {
        return mail.toBuilder()
                .clearInline()
                .setSize(length)
                .setStaged(BlobRef.newBuilder().setObjectKey(objectKey).setLength(length))
                .build();
    }
}
