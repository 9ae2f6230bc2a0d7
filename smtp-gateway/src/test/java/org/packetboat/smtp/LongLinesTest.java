package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.session.SmtpLimits;

/** What ends in a bare LF is refused however long it is: whoever sent it has other ideas of where commands begin. */
class LongLinesTest {
    private static final String LONG = "x".repeat(2 * SmtpLimits.AUTH_LINE_OCTETS);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void nothingIsObeyedBehindOneWithABareLineFeed() throws IOException {
        try (TestGateway gateway = gateway();
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.write(LONG + "\nNOOP\r\n");
            assertThat(client.reply()).startsWith("501 5.5.2");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @Test
    void oneWithItsLineEndIsSkipped() throws IOException {
        try (TestGateway gateway = gateway();
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.write(LONG + "\r\nNOOP\r\n");
            assertThat(client.reply()).startsWith("500 5.5.2");
            assertThat(client.reply()).startsWith("250");
        }
    }

    @Test
    void neitherIsAnythingBehindAnAnswerToAChallenge() throws IOException {
        for (String answer : new String[] {"AGFsaWNlAHNlY3JldA==", LONG}) {
            try (TestGateway gateway = gateway();
                    SmtpClient client = new SmtpClient(gateway.port())) {
                assertThat(client.say("AUTH PLAIN")).startsWith("334");
                client.write(answer + "\nNOOP\r\n");
                assertThat(client.reply()).startsWith("501 5.5.2");
                assertThat(client.reply()).isEqualTo("closed");
            }
        }
    }

    private TestGateway gateway() {
        return new TestGateway(
                vertx,
                SmtpLimits.DEFAULTS,
                new FakeDirectory(FakeDirectory.Presence.THERE),
                new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
                new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES));
    }
}
