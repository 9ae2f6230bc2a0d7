package org.packetboat.smtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.smtp.fake.FakeMailboxService;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Resolution;

class GrpcRecipientDirectoryTest {
    private static final ForwardPath NOBODY = new ForwardPath.Address(MailAddress.parse("nobody@mail.test"));
    private static final ForwardPath FULL = new ForwardPath.Address(MailAddress.parse("full@mail.test"));

    private static final ForwardPath STAFF = new ForwardPath.Address(MailAddress.parse("staff@mail.test"));

    /** Overflows in between. */
    private long now = Long.MAX_VALUE - 1;

    /** Who tries the same names over and over costs the directory one question for each now and then. */
    @Test
    void remembersForAMomentWhoDoesNotExist() throws Exception {
        try (FakeMailboxService service = new FakeMailboxService();
                MailboxChannel mailbox = MailboxChannel.to(service.address())) {
            GrpcRecipientDirectory directory = new GrpcRecipientDirectory(mailbox.directory(), () -> now);
            assertThat(directory.recall(NOBODY)).isEmpty();
            assertThatThrownBy(() -> directory.resolve(NOBODY, 0, ReversePath.NULL))
                    .isInstanceOf(RefusedException.class);
            now += Duration.ofMillis(249).toNanos();
            assertThatThrownBy(() -> directory.recall(NOBODY)).isInstanceOf(RefusedException.class);
            now += Duration.ofMillis(1).toNanos();
            assertThat(directory.recall(NOBODY)).isEmpty();
            assertThat(service.questions()).isEqualTo(1);
        }
    }

    /** There may be room in the next moment, and for a smaller message now. */
    @Test
    void remembersNoOtherRefusal() throws Exception {
        try (FakeMailboxService service = new FakeMailboxService();
                MailboxChannel mailbox = MailboxChannel.to(service.address())) {
            GrpcRecipientDirectory directory = new GrpcRecipientDirectory(mailbox.directory(), () -> now);
            assertThatThrownBy(() -> directory.resolve(FULL, 0, ReversePath.NULL))
                    .isInstanceOf(RefusedException.class);
            assertThat(directory.recall(FULL)).isEmpty();
        }
    }

    @Test
    void knowsWhatTakesNoMail() throws Exception {
        try (FakeMailboxService service = new FakeMailboxService();
                MailboxChannel mailbox = MailboxChannel.to(service.address())) {
            GrpcRecipientDirectory directory = new GrpcRecipientDirectory(mailbox.directory(), () -> now);
            assertThat(directory.resolve(STAFF, 0, ReversePath.NULL))
                    .isEqualTo(new Resolution(
                            List.of(new AccountId(1), new AccountId(2)),
                            List.of(),
                            List.of(),
                            List.of("news@mail.test"),
                            List.of("ghost@mail.test")));
        }
    }
}
