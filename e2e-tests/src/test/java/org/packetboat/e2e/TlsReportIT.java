package org.packetboat.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.conformance.Covers;

/**
 * What sslscan and testssl.sh say about each port with TLS and each STARTTLS. In full size it is left in {@code target/tls-report.txt}, from where
 * it goes to {@code docs/}.
 */
class TlsReportIT {
    private static final Path SCRIPTS = Stack.root().resolve("e2e-tests/src/test/scripts");

    @BeforeAll
    static void installPrograms() {
        Programs.run(
                        Duration.ofMinutes(5),
                        List.of(SCRIPTS.resolve("install-clients.sh").toString()))
                .expectSuccess();
    }

    @Test
    @Covers("RFC 9051 §11.1")
    void nothingWeakIsFound() throws Exception {
        Stack stack = Stack.shared();
        List<String> command = new ArrayList<>(
                List.of("python3", SCRIPTS.resolve("tls_report.py").toString()));
        if (TestSize.current() == TestSize.CI) {
            command.add("--sslscan-only");
        }
        command.addAll(List.of(
                stack.authority().toString(),
                stack.smtp() + "/smtp",
                stack.submission() + "/smtp",
                Integer.toString(stack.submissions()),
                stack.imap() + "/imap",
                Integer.toString(stack.imaps()),
                stack.pop3() + "/pop3",
                Integer.toString(stack.pop3s())));
        Programs.Result result = Programs.run(Duration.ofMinutes(45), command);
        Files.writeString(Stack.root().resolve("e2e-tests/target/tls-report.txt"), result.output());
        result.expectSuccess();
    }
}
