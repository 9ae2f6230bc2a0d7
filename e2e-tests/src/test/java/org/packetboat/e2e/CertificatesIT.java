package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several certificates at one port, told apart by name (RFC 6066 §3), and their files replaced while the gateways run. */
@Timeout(180)
class CertificatesIT {
    private static final String OTHER = "other.test";

    @TempDir
    private static Path files;

    private static Stack stack;

    @BeforeAll
    static void start() {
        openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem");
        issue("first");
        install("first");
        stack = Stack.start(
                Map.of(
                        "QUARKUS_TLS_MAIL_KEY_STORE_PEM__1__CERT",
                        files.resolve("other.pem").toString(),
                        "QUARKUS_TLS_MAIL_KEY_STORE_PEM__1__KEY",
                        files.resolve("other.key").toString(),
                        "QUARKUS_TLS_MAIL_RELOAD_PERIOD",
                        "1s"),
                List.of());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    private static void issue(String name) {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name
                + " -addext subjectAltName=DNS:" + OTHER
                + " -addext basicConstraints=CA:FALSE -CA ca.pem -CAkey ca.key -keyout "
                + name + ".key -out " + name + ".pem");
    }

    private static void install(String name) {
        try {
            for (String end : List.of(".key", ".pem")) {
                Path copy = Files.copy(files.resolve(name + end), files.resolve("new" + end));
                Files.move(copy, files.resolve("other" + end), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void openssl(String arguments) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "cd \"$1\" && shift && exec openssl \"$@\"", "sh", files.toString()));
        command.addAll(List.of(arguments.split(" ", -1)));
        Programs.run(Duration.ofMinutes(1), command).expectSuccess();
    }

    @Test
    void chosenByNameAndReadAgainWhenTheFilesChange() throws Exception {
        List<Integer> ports = List.of(stack.submissions(), stack.imaps(), stack.pop3s());
        for (int port : ports) {
            try (SSLSocket unnamed = connect(port, Optional.empty(), stack.authority());
                    SSLSocket named = connect(port, Optional.of(OTHER), files.resolve("ca.pem"))) {
                assertThat(subject(unnamed)).contains("CN=mail.test");
                assertThat(subject(named)).contains("CN=first");
            }
        }
        try (SSLSocket before = connect(stack.imaps(), Optional.of(OTHER), files.resolve("ca.pem"))) {
            BufferedReader replies = new BufferedReader(new InputStreamReader(before.getInputStream(), US_ASCII));
            assertThat(replies.readLine()).startsWith("* OK");

            issue("second");
            install("second");
            for (int port : ports) {
                Await.until("the new certificate at " + port, () -> {
                    try (SSLSocket after = connect(port, Optional.of(OTHER), files.resolve("ca.pem"))) {
                        return subject(after).contains("CN=second");
                    }
                });
            }
            before.getOutputStream().write("a NOOP\r\n".getBytes(US_ASCII));
            assertThat(replies.readLine()).startsWith("a OK");
        }
        Files.writeString(files.resolve("other.pem"), "no certificate\n");
        // Nothing tells that it was read: three periods.
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        try (SSLSocket after = connect(stack.imaps(), Optional.of(OTHER), files.resolve("ca.pem"))) {
            assertThat(subject(after)).contains("CN=second");
        }
    }

    private static SSLSocket connect(int port, Optional<String> name, Path authority) throws IOException {
        SSLContext context = trusting(authority);
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, name.orElse("127.0.0.1"), port, true);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        name.ifPresent(sent -> parameters.setServerNames(List.of(new SNIHostName(sent))));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext trusting(Path authority) throws IOException {
        try {
            return Identities.context(Optional.empty(), authority);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }
}
