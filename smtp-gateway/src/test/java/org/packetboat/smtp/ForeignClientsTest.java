package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mail.smtp.BodyType;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.mail.smtp.Notify;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.Trust;

/** Programs that others have written: with {@code CI=true} installed and needed, otherwise where they are there. */
class ForeignClientsTest {
    private static final NetworkSet LOOPBACK = NetworkSet.parse(List.of("127.0.0.0/8"));
    private static final int PATIENCE_SECONDS = 60;
    private static final boolean CI = "true".equals(System.getenv("CI"));

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
    private TestGateway smtp;
    private TestGateway lmtp;

    @BeforeAll
    static void install() throws Exception {
        if (CI) {
            Process script = new ProcessBuilder("../e2e-tests/src/test/scripts/install-clients.sh")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(script.waitFor()).isZero();
        }
    }

    @BeforeEach
    void start() {
        smtp = gateway(Role.TRANSFER);
        lmtp = gateway(Role.LMTP);
    }

    private TestGateway gateway(Role role) {
        return new TestGateway(
                vertx,
                SmtpSettings.of(TestGateway.HOSTNAME, SmtpLimits.DEFAULTS)
                        .with(new Trust(NetworkSet.EMPTY, NetworkSet.EMPTY, NetworkSet.EMPTY, LOOPBACK)),
                new FakeDirectory(FakeDirectory.Presence.THERE),
                new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
                log,
                Tracing.OFF,
                ListenerOptions.of(role.listener(), "127.0.0.1", 0));
    }

    @AfterEach
    void stop() {
        smtp.close();
        lmtp.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void pythonsSmtplibUsesTheExtensions() throws Exception {
        run("python3", script(), "" + smtp.port(), "" + lmtp.port());
        List<AcceptedMessage> messages = log.messages();
        assertThat(messages).hasSize(4);
        assertThat(messages.get(0).parameters().has(MailOption.SMTPUTF8)).isTrue();
        assertThat(text(messages.get(0))).contains("To: gr\u00fcn@mail.test\r\n", "\r\n.zwei\r\n");
        assertThat(messages.get(1).parameters().dsn().envelopeId()).contains("e+1");
        assertThat(messages.get(1).recipients().getFirst().parameters().notifications())
                .containsExactlyInAnyOrder(Notify.SUCCESS, Notify.FAILURE);
        assertThat(messages.get(2).parameters().body()).isEqualTo(BodyType.BINARY_MIME);
        assertThat(text(messages.get(2))).endsWith("\0\n\r.");
        assertThat(messages.get(2).octets().size()).isGreaterThan(256 * 40);
        assertThat(text(messages.get(3))).contains(" with LMTP ");
    }

    @Test
    void swaksSpeaksLmtpForSeveralRecipients() throws Exception {
        String transcript = run(
                "swaks",
                "--protocol",
                "LMTP",
                "--server",
                "127.0.0.1:" + lmtp.port(),
                "--from",
                "bob@mail.test",
                "--to",
                "alice@mail.test,bob@mail.test");
        assertThat(transcript.lines().filter(line -> line.contains("250 2.0.0 Ok: queued")))
                .hasSize(2);
        assertThat(log.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.recipients()).hasSize(2));
    }

    @Test
    void msmtpSpeaksLmtp() throws Exception {
        Path message = Files.writeString(directory.resolve("message"), "Subject: one\n\n.two\n");
        run(
                List.of(
                        "msmtp",
                        "--file=/dev/null",
                        "--host=127.0.0.1",
                        "--port=" + lmtp.port(),
                        "--protocol=lmtp",
                        "--tls=off",
                        "--from=bob@mail.test",
                        "alice@mail.test",
                        "bob@mail.test"),
                message);
        assertThat(log.messages())
                .singleElement()
                .satisfies(accepted -> assertThat(text(accepted)).endsWith("Subject: one\r\n\r\n.two\r\n"));
    }

    private static String script() throws URISyntaxException {
        return Path.of(ForeignClientsTest.class
                        .getResource("/clients/smtp_extensions.py")
                        .toURI())
                .toString();
    }

    private static String text(AcceptedMessage message) {
        return message.octets() instanceof MessageOctets.Inline(var octets)
                ? octets.toString(StandardCharsets.UTF_8)
                : "";
    }

    private String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), Path.of("/dev/null"));
    }

    private String run(List<String> command, Path input) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> arguments = new ArrayList<>(command);
        Process process;
        try {
            process = new ProcessBuilder(arguments)
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(CI, command.getFirst() + " is not installed");
            throw e;
        }
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
