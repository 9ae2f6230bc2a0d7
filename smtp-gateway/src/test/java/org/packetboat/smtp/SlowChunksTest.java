package org.packetboat.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.net.server.ListenerOptions.Timeouts;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.SmtpLimits;

/** Nobody keeps a message open with commands that cost nothing. The chunks have no octets: those would have to be waited for. */
class SlowChunksTest {
    private static final String BEGUN =
            "EHLO x\r\nMAIL FROM:<bob@mail.test>\r\nRCPT TO:<alice@mail.test>\r\nBDAT 0\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aMessageThatTakesTooLongIsGivenUp() throws IOException {
        assertThat(answers(Duration.ofNanos(1), BEGUN + "NOOP\r\nBDAT 0 LAST\r\n"))
                .contains("250 2.0.0 0 octets received\r\n421 4.4.2 ")
                .doesNotContain("queued");
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void oneInTimeIsTaken() throws IOException {
        assertThat(answers(Duration.ofMinutes(3), BEGUN + "NOOP\r\nBDAT 0 LAST\r\nQUIT\r\n"))
                .contains("queued");
    }

    /** Whatever its pace: a message has an end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATA\r\nSubject: x\r\n\r\ntext\r\n.\r\n",
                "BDAT 1\r\nxBDAT 0 LAST\r\n",
                "BDAT 1 LAST\r\nx",
                // one that is refused already goes on for no longer
                "DATA\r\nSubject: x\n\r\ntext\r\n.\r\n"
            })
    void aMessageThatIsNotThereInTimeEndsTheConnection(String message) throws IOException {
        String commands =
                "EHLO client.test\r\nMAIL FROM:<bob@mail.test>\r\nRCPT TO:<alice@mail.test>\r\n" + message + "NOOP\r\n";
        assertThat(answers(Duration.ofMinutes(3), Duration.ofNanos(1), commands))
                .endsWith("421 4.4.2 Timeout, closing connection\r\n")
                .doesNotContain("queued");
        assertThat(log.messages()).isEmpty();
    }

    private String answers(Duration input, String commands) throws IOException {
        return answers(input, SmtpLimits.DEFAULTS.messageTime(), commands);
    }

    private String answers(Duration input, Duration messageTime, String commands) throws IOException {
        SmtpLimits defaultLimits = SmtpLimits.DEFAULTS;
        SmtpLimits limits = new SmtpLimits(
                defaultLimits.messageOctets(),
                messageTime,
                defaultLimits.headerOctets(),
                defaultLimits.recipients(),
                defaultLimits.inlineOctets(),
                defaultLimits.errors(),
                defaultLimits.strangers(),
                defaultLimits.times());
        Timeouts defaults = TestGateway.TRANSFER.timeouts();
        Timeouts timeouts = new Timeouts(
                defaults.idle(),
                defaults.authentication(),
                defaults.command(),
                input,
                defaults.stall(),
                defaults.inputRate());
        try (TestGateway gateway = new TestGateway(
                        vertx,
                        limits,
                        new FakeDirectory(FakeDirectory.Presence.THERE),
                        new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
                        log,
                        Tracing.OFF,
                        TestGateway.TRANSFER.with(timeouts));
                Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.getOutputStream().write(commands.getBytes(US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
