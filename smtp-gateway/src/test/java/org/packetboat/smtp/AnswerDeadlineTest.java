package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.session.SmtpLimits;

/** The time from the end of data to the answer is the store's and the log's together. */
class AnswerDeadlineTest {
    private static final String LINE = "x".repeat(998) + "\r\n";
    private static final int STAGED_LINES = SmtpLimits.DEFAULTS.inlineOctets() / LINE.length() + 1;

    private final Vertx vertx = Vertx.vertx();
    private final FakeStagingArea staging = new FakeStagingArea(FakeStagingArea.Behaviour.WORKS);
    private final RecordingLog log = new RecordingLog();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aSmallMessageHasIt() throws IOException {
        send(1);
        assertThat(log.accepted.messages().getFirst().octets()).isInstanceOf(MessageOctets.Inline.class);
        assertThat(log.handedOverBy).isEqualTo(log.deadlines).hasSize(1);
    }

    @Test
    void aLargeMessageHasNoMoreThanThat() throws IOException {
        send(STAGED_LINES);
        assertThat(staging.objects()).hasSize(1);
        assertThat(log.handedOverBy).isEqualTo(log.deadlines).hasSize(1);
    }

    @Test
    void whileItWaitsForTheStoreItsTimeStandsStill() throws IOException {
        Duration queuedFor = Duration.ofSeconds(70);
        staging.setQueuedFor(queuedFor);
        send(STAGED_LINES);
        assertThat(log.deadlines).hasSize(1);
        assertThat(log.handedOverBy).containsExactly(log.deadlines.getFirst().with(queuedFor));
    }

    private void send(int lines) throws IOException {
        try (TestGateway gateway = new TestGateway(
                        vertx, SmtpLimits.DEFAULTS, new FakeDirectory(FakeDirectory.Presence.THERE), staging, log);
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<bob@mail.test>");
            client.say("RCPT TO:<alice@mail.test>");
            client.say("DATA");
            client.write("Subject: large\r\n\r\n" + LINE.repeat(lines));
            assertThat(client.say(".")).startsWith("250 2.0.0");
        }
    }

    /** Remembers the deadlines that it gave, and those by which it was to answer. */
    private static final class RecordingLog implements AcceptanceLog {
        private final FakeLog accepted = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
        private final List<Deadline> deadlines = new CopyOnWriteArrayList<>();
        private final List<Deadline> handedOverBy = new CopyOnWriteArrayList<>();

        @Override
        public void check() {
            accepted.check();
        }

        @Override
        public Deadline deadline() {
            Deadline given = accepted.deadline();
            deadlines.add(given);
            return given;
        }

        @Override
        public Handover handOver(AcceptedMessage message, Deadline deadline) {
            handedOverBy.add(deadline);
            return accepted.handOver(message, deadline);
        }
    }
}
