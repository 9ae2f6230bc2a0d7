package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.seed.Seed;
import org.packetboat.testkit.transcript.Transcript;

/**
 * BODYSTRUCTURE, ENVELOPE and every section of odd mail, fetched over a socket, agree with what Python's email package makes of the same octets, and with
 * the octets themselves. {@code real_mail.py} appends, fetches and compares; it says where the two differ on purpose.
 */
@Timeout(300)
@Covers({"RFC 3501 §6.4.5", "RFC 3501 §7.4.2", "RFC 9051 §2.3.4", "RFC 9051 §6.4.5.1", "RFC 9051 §7.5.2", "RFC 3516 §6"
})
class RealMailTest {
    private static final int GENERATED = 560;

    @Test
    void agreesWithPython(@TempDir Path directory) throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            Assumptions.assumeTrue(hasPython(), "python3 is not there");
        }
        List<byte[]> messages = RealMail.messages(GENERATED);
        for (int i = 0; i < messages.size(); i++) {
            Files.write(directory.resolve(String.format("%04d.eml", i)), messages.get(i));
        }
        Path script = directory.resolve("real_mail.py");
        try (InputStream in = Objects.requireNonNull(RealMailTest.class.getResourceAsStream("/real_mail.py"))) {
            Files.copy(in, script);
        }
        Vertx vertx = Vertx.vertx();
        ImapStage stage = new ImapStage(vertx, Transcript.parse("real-mail", "state: connected\n"));
        try {
            Process process = new ProcessBuilder(
                            "python3", script.toString(), Integer.toString(stage.port()), directory.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(said).as(Seed.hint()).endsWith(messages.size() + " messages agree\n");
            assertThat(process.exitValue()).isZero();
        } finally {
            stage.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import email").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
