package org.packetboat.smtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.smtp.fake.FakeMailboxService;

class GrpcRecipientDirectoryTest {
    private static final ForwardPath NOBODY = new ForwardPath.Address(MailAddress.parse("nobody@mail.test"));
    private static final ForwardPath FULL = new ForwardPath.Address(MailAddress.parse("full@mail.test"));

    private Instant now = Instant.parse("2026-11-23T10:20:30Z");

    /** Who tries the same names over and over costs the directory one question for each now and then. */
    @Test
    void remembersForAMomentWhoDoesNotExist() throws Exception {
        try (FakeMailboxService service = new FakeMailboxService();
                MailboxChannel mailbox = MailboxChannel.to(service.address())) {
            GrpcRecipientDirectory directory = new GrpcRecipientDirectory(mailbox.directory(), () -> now);
            assertThat(directory.recall(NOBODY)).isEmpty();
            assertThatThrownBy(() -> directory.resolve(NOBODY, 0, ReversePath.NULL))
                    .isInstanceOf(RefusedException.class);
            now = now.plusMillis(249);
            assertThatThrownBy(() -> directory.recall(NOBODY)).isInstanceOf(RefusedException.class);
            now = now.plusMillis(1);
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
}
