package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.conformance.Covers;

/** What was stored survives {@code down} and {@code up}: messages, flags, UIDs and UIDVALIDITY. */
class PersistenceIT {
    @Test
    @Covers({"RFC 3501 §2.3.1.1", "RFC 9051 §2.3.1.1"})
    void dataSurvivesDownAndUp() throws Exception {
        try (Stack stack = Stack.start(Map.of(), List.of())) {
            try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(20))) {
                for (int i = 0; i < 3; i++) {
                    assertThat(smtp.send(
                                    "bob@mail.test",
                                    List.of("alice@mail.test"),
                                    Corpus.octets("Subject: " + i + "\r\n\r\nx\r\n")))
                            .isEqualTo(250);
                }
            }
            String before;
            try (ImapWire imap = ImapWire.login(stack.imap(), "alice@mail.test", "secret")) {
                Await.until("three messages", () -> imap.command("SELECT INBOX").exists() == 3);
                imap.command("STORE 2 +FLAGS (\\Flagged $Important)").expectOk();
                imap.command("STORE 1 +FLAGS (\\Deleted)").expectOk();
                imap.command("EXPUNGE").expectOk();
                before = state(imap);
            }
            stack.down();
            assertThat(stack.packetboat("status").exit()).isEqualTo(3);
            stack.up();
            try (ImapWire imap = ImapWire.login(stack.imap(), "alice@mail.test", "secret")) {
                assertThat(state(imap)).isEqualTo(before);
            }
        }
    }

    private static String state(ImapWire imap) throws IOException {
        StringBuilder state = new StringBuilder();
        imap.command("EXAMINE INBOX").expectOk();
        for (String command : List.of(
                "STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)",
                "FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])")) {
            for (ImapWire.Untagged answer : imap.command(command).expectOk().untagged()) {
                state.append(answer.text());
                answer.literals()
                        .forEach(literal ->
                                state.append(new String(literal, java.nio.charset.StandardCharsets.ISO_8859_1)));
                state.append('\n');
            }
        }
        return state.toString();
    }
}
