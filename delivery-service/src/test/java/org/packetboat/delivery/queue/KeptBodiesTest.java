package org.packetboat.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestQueue;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.RelayQueue.KeptBody;

class KeptBodiesTest {
    @TempDir
    Path directory;

    private KeptBody.Use use(Recipient.Builder recipient) throws InterruptedException {
        KeptBodies bodies =
                TestQueue.bodies(new InMemoryBlobStore(), new FakeLedger(), directory, InstantSource.system());
        AcceptedMail mail = TestMail.mail("")
                .addRecipients(recipient.setForwardPath("all@mail.test").addRemotePaths("someone@example.org"))
                .build();
        AcceptedMail staged = TestMail.staged(mail, "staged/2026110100/0123456789abcdef", 1_000);
        return bodies.keep(new Mail(staged, MessageTrace.NONE))
                .body()
                .orElseThrow()
                .use();
    }

    /** Lists read the object when the other server may have taken the message. */
    @Test
    void theQueueDoesNotGiveUpWhatListsHaveToRead() throws Exception {
        assertThat(use(Recipient.newBuilder())).isEqualTo(KeptBody.Use.OWN);
        assertThat(use(Recipient.newBuilder().addLists("news@mail.test"))).isEqualTo(KeptBody.Use.SHARED);
        assertThat(use(Recipient.newBuilder().addClosedLists("club@mail.test"))).isEqualTo(KeptBody.Use.SHARED);
    }
}
