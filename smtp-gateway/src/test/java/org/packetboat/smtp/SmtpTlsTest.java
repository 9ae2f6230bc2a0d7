package org.packetboat.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.net.server.Encryption;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.net.tls.ServerKeys;
import org.packetboat.net.tls.ServerTls;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.tls.TestCa;

/** STARTTLS (RFC 3207), submissions (RFC 8314), and what the trace field says of them (RFC 3848). */
@Covers({"RFC 3207 §4.1", "RFC 3207 §4.2", "RFC 4954 §14"})
class SmtpTlsTest {
    /** NUL alice@mail.test NUL secret. */
    private static final String PLAIN = "AGFsaWNlQG1haWwudGVzdABzZWNyZXQ=";

    private static final String CLEAR = "EHLO client.test\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final TestCa ca = new TestCa("smtp");
    private final TestCa.Issued server = ca.server("mx.mail.test");
    private final ServerTls tls = new ServerTls(Duration.ofSeconds(10));
    private final FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);

    SmtpTlsTest() {
        tls.use(new ServerKeys(List.of(new ServerKeys.Identity(server.key(), server.chain()))), null);
    }

    @AfterEach
    void stop() {
        tls.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private TestGateway gateway(Role role, Encryption encryption) {
        ListenerOptions options = ListenerOptions.of(role.listener(), "127.0.0.1", 0)
                .with(encryption)
                .withClearTextLogins(NetworkSet.EMPTY);
        return new TestGateway(
                vertx,
                SmtpLimits.DEFAULTS,
                new FakeDirectory(FakeDirectory.Presence.THERE),
                new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
                log,
                Tracing.OFF,
                options);
    }

    /** Sends all at once, and gives what was answered until the end. */
    private static String talk(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private static void expect(Socket socket, String last) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = socket.getInputStream().read();
            assertThat(c).as("closed after " + line).isNotNegative();
            if (c == '\n') {
                if (line.toString().startsWith(last)) {
                    return;
                }
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
    }

    private SSLSocket secure(Socket plain) throws IOException {
        return (SSLSocket) ca.context((TestCa.Issued) null)
                .getSocketFactory()
                .createSocket(plain, "mx.mail.test", plain.getPort(), true);
    }

    private static String message(String rest) {
        return "MAIL FROM:<alice@mail.test>\r\nRCPT TO:<bob@mail.test>\r\nDATA\r\nSubject: x\r\n\r\nhello\r\n.\r\n"
                + rest;
    }

    /** Neither as a command nor as the answer to a challenge. */
    @ParameterizedTest
    @CsvSource({"'', 500 5.5.", "'EHLO client.test\r\nAUTH PLAIN\r\n', 500 5.5."})
    void aLineWithoutAnEndIsNotSkippedForEver(String before, String answer) throws IOException {
        try (TestGateway gateway = gateway(Role.SUBMISSION, new Encryption.Implicit(tls));
                SSLSocket socket = secure(new Socket("127.0.0.1", gateway.port()))) {
            String answers = talk(socket, before + "x".repeat(2_200_000));
            assertThat(answers.lines().toList().getLast()).startsWith(answer);
        }
    }

    @Test
    void forgetsWhatWasSaidBeforeStartTls() throws IOException {
        try (TestGateway gateway = gateway(Role.TRANSFER, new Encryption.OnRequest(tls));
                Socket plain = new Socket("127.0.0.1", gateway.port())) {
            plain.getOutputStream().write("EHLO client.test\r\n".getBytes(US_ASCII));
            expect(plain, "250-STARTTLS");
            expect(plain, "250 HELP");
            plain.getOutputStream().write("MAIL FROM:<a@b.test>\r\nSTARTTLS\r\n".getBytes(US_ASCII));
            expect(plain, "220 2.0.0");
            try (SSLSocket socket = secure(plain)) {
                String answers = talk(
                        socket,
                        "RCPT TO:<bob@mail.test>\r\nMAIL FROM:<a@b.test>\r\nEHLO other.test\r\nSTARTTLS\r\n"
                                + message("QUIT\r\n"));
                assertThat(answers)
                        .startsWith(
                                "503 5.5.1 Need MAIL first\r\n503 5.5.1 Send HELO or EHLO first, and one MAIL\r\n250-")
                        .doesNotContain("250-STARTTLS")
                        .contains("503 5.5.1 TLS is in use already")
                        .contains("250 2.0.0 Ok: queued");
            }
        }
        assertThat(trace()).contains("from other.test ").contains(" with ESMTPS ");
    }

    private String trace() {
        return log.messages().getFirst().octets() instanceof MessageOctets.Inline(var octets) ? octets.utf8() : "";
    }

    @Test
    @Covers("RFC 4954 §7")
    void submitsOverTlsFromTheStart() throws IOException {
        try (TestGateway gateway = gateway(Role.SUBMISSIONS, new Encryption.Implicit(tls));
                SSLSocket socket = secure(new Socket("127.0.0.1", gateway.port()))) {
            socket.getOutputStream().write(CLEAR.getBytes(US_ASCII));
            expect(socket, "250 HELP");
            String answers =
                    talk(socket, "MAIL FROM:<alice@mail.test>\r\nAUTH PLAIN " + PLAIN + "\r\n" + message("QUIT\r\n"));
            assertThat(answers)
                    .startsWith("530 5.7.0 Authentication required\r\n235 2.7.0 ")
                    .contains("250 2.0.0 Ok: queued");
        }
        assertThat(trace()).contains(" with ESMTPSA ");
    }

    @Test
    @Covers({"RFC 8689 §2", "RFC 8689 §4.1"})
    void requireTlsIsOfferedAndTakenBehindTlsAlone() throws IOException {
        try (TestGateway gateway = gateway(Role.TRANSFER, new Encryption.OnRequest(tls));
                Socket plain = new Socket("127.0.0.1", gateway.port())) {
            plain.getOutputStream().write("EHLO client.test\r\nMAIL FROM:<a@b.test> REQUIRETLS\r\n".getBytes(US_ASCII));
            expect(plain, "555 5.5.4");
            plain.getOutputStream().write("STARTTLS\r\n".getBytes(US_ASCII));
            expect(plain, "220 2.0.0");
            try (SSLSocket socket = secure(plain)) {
                String answers = talk(
                        socket,
                        "EHLO client.test\r\n"
                                + message("QUIT\r\n").replaceFirst("test>", "test> REQUIRETLS SMTPUTF8"));
                assertThat(answers).contains("250-REQUIRETLS\r\n", "250 2.0.0 Ok: queued");
            }
        }
        assertThat(log.messages().getFirst().parameters().has(MailOption.REQUIRETLS))
                .isTrue();
        assertThat(trace()).contains(" with UTF8SMTPS ");
    }

    /** No network is trusted here. */
    @Test
    @Covers({"RFC 2033 §4.1", "RFC 2033 §4.2"})
    void aClientCertificateOpensLmtp() throws IOException {
        tls.use(new ServerKeys(List.of(new ServerKeys.Identity(server.key(), server.chain()))), ca.trust());
        for (TestCa.Issued client : Arrays.asList(ca.client("mta@front.test"), null)) {
            try (TestGateway gateway = gateway(Role.LMTP, new Encryption.OnRequest(tls));
                    Socket plain = new Socket("127.0.0.1", gateway.port())) {
                plain.getOutputStream().write("LHLO front.test\r\nMAIL FROM:<>\r\nSTARTTLS\r\n".getBytes(US_ASCII));
                expect(plain, "550 5.7.1");
                expect(plain, "220 2.0.0");
                SSLSocketFactory factory = ca.context(client).getSocketFactory();
                try (SSLSocket socket =
                        (SSLSocket) factory.createSocket(plain, "mx.mail.test", plain.getPort(), true)) {
                    String answers = talk(socket, "LHLO front.test\r\n" + message("QUIT\r\n"));
                    assertThat(answers.contains("250 2.0.0 Ok: queued")).isEqualTo(client != null);
                    assertThat(answers.contains("550 5.7.1 Not permitted")).isEqualTo(client == null);
                }
            }
        }
        assertThat(trace()).contains(" with LMTPS ");
        assertThat(log.messages()).hasSize(1);
    }

    @Test
    void anAuthenticationBeforeStartTlsIsForgotten() throws IOException {
        ListenerOptions open =
                ListenerOptions.of(Role.SUBMISSION.listener(), "127.0.0.1", 0).with(new Encryption.OnRequest(tls));
        try (TestGateway gateway = new TestGateway(
                        vertx,
                        SmtpLimits.DEFAULTS,
                        new FakeDirectory(FakeDirectory.Presence.THERE),
                        new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
                        log,
                        Tracing.OFF,
                        open);
                Socket plain = new Socket("127.0.0.1", gateway.port())) {
            plain.getOutputStream().write((CLEAR + "AUTH PLAIN " + PLAIN + "\r\nSTARTTLS\r\n").getBytes(US_ASCII));
            expect(plain, "235 2.7.0");
            expect(plain, "220 2.0.0");
            try (SSLSocket socket = secure(plain)) {
                assertThat(talk(socket, CLEAR + message("QUIT\r\n"))).contains("530 5.7.0 Authentication required");
            }
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void commandsBehindStartTlsCloseTheConnection() throws IOException {
        try (TestGateway gateway = gateway(Role.TRANSFER, new Encryption.OnRequest(tls));
                Socket plain = new Socket("127.0.0.1", gateway.port())) {
            String answers = talk(plain, "EHLO client.test\r\nSTARTTLS\r\nRSET\r\nMAIL FROM:<evil@b.test>\r\n");
            assertThat(answers).doesNotContain("220 2.0.0").doesNotContain("2.1.0");
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
