package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.CreateResponse;
import org.packetboat.contracts.mailbox.StatusRequest;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.mailbox.client.MailboxesClient;

/** A call outlives the death of the database and that of the service. */
final class OutageIT {
    @Test
    void aCallWaitsForTheDatabase(@TempDir Path data) throws Exception {
        try (RunningService service = RunningService.start(data)) {
            long account = service.account("alice");
            MailboxesClient mailboxes = service.channel().mailboxes().withDeadline(Duration.ofSeconds(60));

            service.infrastructure().kill(Server.POSTGRES);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !service.application().isReady());
            FutureTask<CreateResponse> create = new FutureTask<>(() -> mailboxes.create(CreateRequest.newBuilder()
                    .setAccountId(account)
                    .setName("later")
                    .build()));
            Thread.ofVirtual().start(create);
            assertThatThrownBy(() -> create.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            service.infrastructure().start(Server.POSTGRES);

            assertThat(create.get(60, TimeUnit.SECONDS).getMailboxId()).isPositive();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> service.application().isReady());

            service.restart();
            assertThat(service.channel()
                            .mailboxes()
                            .status(StatusRequest.newBuilder()
                                    .setAccountId(account)
                                    .setName("later")
                                    .build())
                            .getMailboxId())
                    .isEqualTo(create.get().getMailboxId());
        }
    }
}
