package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several certificates at one port, told apart by name (RFC 6066 §3), with STARTTLS and without, and their files replaced while the gateways run. */
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
        for (Door door : Door.values()) {
            assertThat(subjectAt(door, Optional.empty(), stack.authority()))
                    .as(door.name())
                    .contains("CN=mail.test");
            assertThat(subjectAt(door, Optional.of(OTHER), files.resolve("ca.pem")))
                    .as(door.name())
                    .contains("CN=first");
        }
        try (Wire before = new Wire(stack.imaps());
                Wire upgraded = new Wire(stack.imap())) {
            Door.IMAPS.enter(before, trusting(files.resolve("ca.pem")), Optional.of(OTHER));
            Door.IMAP.enter(upgraded, trusting(files.resolve("ca.pem")), Optional.of(OTHER));

            issue("second");
            install("second");
            for (Door door : Door.values()) {
                Await.until(
                        "the new certificate at " + door,
                        Duration.ofMinutes(2),
                        () -> subjectAt(door, Optional.of(OTHER), files.resolve("ca.pem"))
                                .contains("CN=second"));
            }
            for (Wire wire : List.of(before, upgraded)) {
                wire.line("a NOOP");
                assertThat(wire.readLine()).startsWith("a OK");
            }
        }
        Files.writeString(files.resolve("other.pem"), "no certificate\n");
        // Nothing tells that it was read: three periods.
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        for (Door door : List.of(Door.IMAPS, Door.IMAP)) {
            assertThat(subjectAt(door, Optional.of(OTHER), files.resolve("ca.pem")))
                    .contains("CN=second");
        }
    }

    /** Whose certificate a door shows, which was verified. */
    private static String subjectAt(Door door, Optional<String> name, Path authority) throws IOException {
        try (Wire wire = new Wire(door.port(stack), Duration.ofMinutes(1))) {
            SSLSession session = door.enter(wire, trusting(authority), name);
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static SSLContext trusting(Path authority) throws IOException {
        try {
            return Identities.context(Optional.empty(), authority);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
