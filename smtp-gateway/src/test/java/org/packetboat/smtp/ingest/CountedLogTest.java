package org.packetboat.smtp.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.mail.smtp.RcptParameters;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeSubmissions;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.Resolution;

class CountedLogTest {
    private static final Allowance LIMITED =
            new Allowance(Allowance.Sender.ITS_OWN, OptionalLong.of(3), Allowance.SentCopy.NOT_KEPT);

    private final FakeSubmissions submissions = new FakeSubmissions(FakeDirectory.Presence.THERE, LIMITED);

    @Test
    void whatIsAcceptedCounts() throws Exception {
        handOver(new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES));
        assertThat(submissions.counted()).isEqualTo(2);
        assertThatThrownBy(() -> handOver(new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES)))
                .isInstanceOf(LimitException.class);
    }

    @Test
    void whatTheLogDoesNotTakeDoesNotCount() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> handOver(new FakeLog(FakeLog.Behaviour.AWAY)))
                    .isInstanceOf(UnavailableException.class);
            await().until(() -> submissions.counted() == 0);
        }
    }

    @Test
    void whatTheLogDoesNotAcknowledgeDoesNotCount() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> handOver(new FakeLog(FakeLog.Behaviour.SILENT)))
                    .isInstanceOf(UnavailableException.class);
            await().until(() -> submissions.counted() == 0);
        }
    }

    @Test
    void whatIsTooLargeForTheLogDoesNotCount() {
        assertThatThrownBy(() -> handOver(new Refusing(new LimitException(Limit.MESSAGE_SIZE, "at the broker"))))
                .isInstanceOf(LimitException.class);
        await().until(() -> submissions.counted() == 0);
    }

    /** Else whoever leaves before the answer would send without a limit. */
    @Test
    void whoLeavesBeforeTheAnswerIsCounted() {
        assertThatThrownBy(() -> handOver(new Refusing(new InterruptedException("the client has left"))))
                .isInstanceOf(InterruptedException.class);
        assertThat(submissions.counted()).isEqualTo(2);
    }

    private void handOver(AcceptanceLog log) throws InterruptedException {
        new CountedLog(log, submissions).handOver(message(), log.deadline()).awaitAcknowledgement();
    }

    /** Takes a message, and fails before it is acknowledged. */
    private record Refusing(Exception failure) implements AcceptanceLog {
        @Override
        public void check() {
            // passes
        }

        @Override
        public Deadline deadline() {
            return Deadline.in(Duration.ofSeconds(9));
        }

        @Override
        public Handover handOver(AcceptedMessage message, Deadline deadline) {
            return () -> {
                switch (failure) {
                    case InterruptedException left -> throw left;
                    case RuntimeException failed -> throw failed;
                    default -> throw new IllegalStateException(failure);
                }
            };
        }
    }

    private static AcceptedMessage message() {
        return new AcceptedMessage(
                DeliveryId.fresh(1_700_000_000_000L, new Random(1)),
                new ReversePath.Address(MailAddress.parse("alice@mail.test")),
                List.of(recipient("bob@mail.test"), recipient("carol@mail.test")),
                Instant.EPOCH,
                0,
                new MessageOctets.Inline(Octets.EMPTY),
                MailParameters.NONE,
                new AcceptedMessage.Client("127.0.0.1", "client.test", Optional.of(new AccountId(7)), LIMITED),
                TraceParent.NONE);
    }

    private static AcceptedRecipient recipient(String address) {
        return new AcceptedRecipient(
                new ForwardPath.Address(MailAddress.parse(address)),
                RcptParameters.NONE,
                new Resolution(List.of(new AccountId(8)), List.of()));
    }
}
