package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway process that has to go before a client is done. */
@Timeout(180)
class ForcedDrainIT {
    private static final String GATEWAY = "smtp-gateway";
    private static final String USER = "alice@mail.test";
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(Map.of("PACKETBOAT_SMTP_DRAIN_GRACE", GRACE.toSeconds() + "s"), List.of());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void dataThatHangsIsCutAtTheEndOfTheGraceAndNotAccepted() throws Exception {
        assertThat(send("before")).isEqualTo(250);
        long begun;
        try (Wire hanging = new Wire(stack.smtp(), LIMIT)) {
            assertThat(hanging.readLine()).startsWith("220 ");
            for (String line : List.of("HELO e2e.test", "MAIL FROM:<" + USER + ">", "RCPT TO:<" + USER + ">")) {
                hanging.line(line);
                assertThat(hanging.readLine()).startsWith("250 ");
            }
            hanging.line("DATA");
            assertThat(hanging.readLine()).startsWith("354 ");
            hanging.send(message("cut"));

            begun = System.nanoTime();
            stack.terminate(GATEWAY);
            assertThat(rest(hanging)).doesNotContain("250");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(GRACE);
        Await.until("the end of the process", () -> stack.log("supervisor").contains(GATEWAY + " ended with status"));
        assertThat(stack.log("supervisor")).contains(GATEWAY + " ended with status 1");
        assertThat(stack.log(GATEWAY)).contains("drained forced=1");

        stack.awaitReady(Duration.ofMinutes(1));
        assertThat(send("after")).isEqualTo(250);
        try (ImapWire imap = ImapWire.login(stack.imap(), USER, "secret")) {
            Await.until("both messages", () -> imap.command("EXAMINE INBOX").exists() >= 2);
            List<String> subjects =
                    imap.command("FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]").expectOk().untagged().stream()
                            .filter(answer -> !answer.literals().isEmpty())
                            .map(answer -> new String(answer.literals().getFirst(), StandardCharsets.US_ASCII).strip())
                            .toList();
            assertThat(subjects).containsExactlyInAnyOrder("Subject: before", "Subject: after");
        }
    }

    private static int send(String subject) throws IOException {
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), LIMIT)) {
            return smtp.send(USER, List.of(USER), message(subject));
        }
    }

    private static byte[] message(String subject) {
        return Corpus.octets("Subject: " + subject + "\r\n\r\nbody\r\n");
    }

    /** Until the server closes, however it does. */
    private static String rest(Wire wire) {
        StringBuilder lines = new StringBuilder();
        try {
            while (true) {
                lines.append(wire.readLine()).append('\n');
            }
        } catch (IOException e) {
            return lines.toString();
        }
    }
}
