package org.packetboat.delivery.accepted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.testkit.conformance.Covers;

class MailTest {
    @Test
    @Covers("RFC 3461 §5.2.7.3")
    void oneOfSeveralTargetsTellsOfSuccess() {
        Mail mail = mail(Recipient.newBuilder()
                .addAllRemotePaths(List.of("one@far.test", "two@far.test"))
                .addAllNotify(List.of(Notify.SUCCESS, Notify.DELAY)));
        assertThat(mail.remoteRecipient("one@far.test").getNotifyList()).containsExactly(Notify.SUCCESS, Notify.DELAY);
        assertThat(mail.remoteRecipient("two@far.test").getNotifyList()).containsExactly(Notify.DELAY);
    }

    @Test
    void whereACopyStaysHereItsDeliveryIsTheSuccess() {
        Mail mail = mail(Recipient.newBuilder()
                .addAccountIds(1)
                .addRemotePaths("one@far.test")
                .addNotify(Notify.SUCCESS));
        assertThat(mail.remoteRecipient("one@far.test").getNotifyList()).containsExactly(Notify.NEVER);
    }

    @Test
    void whatWasNotAskedForStaysOpen() {
        Mail mail = mail(Recipient.newBuilder().addAccountIds(1).addRemotePaths("one@far.test"));
        assertThat(mail.remoteRecipient("one@far.test").getNotifyList()).isEmpty();
    }

    @Test
    void whatLeadsToClosedListsIsToldOfOnce() {
        Mail mail =
                mail(Recipient.newBuilder().addAccountIds(1).addAllClosedLists(List.of("a@here.test", "b@here.test")));
        assertThat(mail.toClosedLists()).containsExactly("alias@mail.test");
        assertThat(mail.lists()).isEmpty();
        assertThat(mail.needsExpansion()).isTrue();
        assertThat(mail(Recipient.newBuilder().addAccountIds(1)).needsExpansion())
                .isFalse();
    }

    @Test
    void whatDoesNotExistIsToldOfOnce() {
        Mail mail = mail(Recipient.newBuilder()
                .addAccountIds(1)
                .addUnknown("Ghost@mail.test")
                .addUnknown("ghost@MAIL.test"));
        assertThat(mail.unknown()).extracting(Mail.Unknown::address).containsExactly("Ghost@mail.test");
        assertThat(mail.remotePaths()).isEmpty();
        assertThat(mail.needsExpansion()).isTrue();
    }

    @Test
    @Covers("RFC 3461 §4.1")
    void whatDoesNotExistIsToldOfAsWhoWantsToHearOfIt() {
        Recipient never = Recipient.newBuilder()
                .addUnknown("ghost@mail.test")
                .addNotify(Notify.NEVER)
                .build();
        Recipient failure = Recipient.newBuilder()
                .addUnknown("ghost@mail.test")
                .addNotify(Notify.FAILURE)
                .build();
        for (List<Recipient> recipients : List.of(List.of(never, failure), List.of(failure, never))) {
            AcceptedMail accepted =
                    TestMail.to(1).toBuilder().addAllRecipients(recipients).build();
            assertThat(new Mail(accepted, MessageTrace.NONE).unknown())
                    .extracting(Mail.Unknown::asked)
                    .containsExactly(failure);
        }
    }

    @Test
    @Covers("RFC 5321 §2.4")
    void domainsHaveNoCase() {
        Mail mail = mail(Recipient.newBuilder()
                .addAllRemotePaths(List.of(
                        "u@DUP.example",
                        "u@dup.example",
                        "U@dup.example",
                        "x@bücher.example",
                        "x@XN--BCHER-KVA.example"))
                .addNotify(Notify.DELAY));
        assertThat(mail.remotePaths()).containsExactly("u@DUP.example", "U@dup.example", "x@bücher.example");
        // Rows of either spelling may be in the queue.
        assertThat(List.of("u@DUP.example", "u@dup.example", "x@XN--BCHER-KVA.example"))
                .allSatisfy(path ->
                        assertThat(mail.remoteRecipient(path).getNotifyList()).containsExactly(Notify.DELAY));
    }

    private static Mail mail(Recipient.Builder recipient) {
        return new Mail(
                TestMail.mail("Subject: x\r\n\r\n")
                        .addRecipients(recipient.setForwardPath("alias@mail.test"))
                        .build(),
                MessageTrace.NONE);
    }
}
