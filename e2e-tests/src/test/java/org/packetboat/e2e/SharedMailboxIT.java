package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.conformance.Covers;

/** Two clients on one mailbox see each other's flags, arrivals and expunges. */
class SharedMailboxIT {
    private static final Stack STACK = Stack.shared();
    private String user = "";

    @BeforeEach
    void account() throws IOException {
        user = "shared-" + UUID.randomUUID() + "@mail.test";
        STACK.addAccount(user, "secret");
    }

    @Test
    @Covers({"RFC 3501 §5.2", "RFC 3501 §7", "RFC 9051 §5.2", "RFC 9051 §7"})
    void whatIsReadInOneIsPushedToTheIdlingOther() throws Exception {
        try (ImapWire reader = ImapWire.login(STACK.imap(), user, "secret");
                ImapWire idler = ImapWire.login(STACK.imap(), user, "secret")) {
            deliver("one");
            Await.until("arrival", () -> reader.command("SELECT INBOX").exists() == 1);
            idler.command("SELECT INBOX").expectOk();
            String idle = idler.idle();

            assertThat(reader.command("FETCH 1 (BODY[])")
                            .expectOk()
                            .untagged()
                            .getFirst()
                            .text())
                    .contains("FLAGS (")
                    .contains("\\Seen");

            ImapWire.Untagged pushed = idler.untagged();
            assertThat(pushed.text()).startsWith("* 1 FETCH").contains("\\Seen");
            idler.done(idle).expectOk();
        }
        try (ImapWire third = ImapWire.login(STACK.imap(), user, "secret")) {
            third.command("EXAMINE INBOX").expectOk();
            assertThat(third.command("FETCH 1 (FLAGS)").untagged().getFirst().text())
                    .contains("\\Seen");
        }
    }

    @Test
    @Covers({"RFC 3501 §5.2", "RFC 3501 §7", "RFC 9051 §5.2", "RFC 9051 §7"})
    void arrivalsAndExpungesReachTheOther() throws Exception {
        try (ImapWire one = ImapWire.login(STACK.imap(), user, "secret");
                ImapWire two = ImapWire.login(STACK.imap(), user, "secret")) {
            one.command("SELECT INBOX").expectOk();
            String idle = one.idle();
            deliver("first");
            assertThat(one.untagged().text()).isEqualTo("* 1 EXISTS");
            one.done(idle).expectOk();

            two.command("SELECT INBOX").expectOk();
            two.command("STORE 1 +FLAGS.SILENT (\\Deleted)").expectOk();
            assertThat(two.command("EXPUNGE").expectOk().untagged())
                    .extracting(ImapWire.Untagged::text)
                    .contains("* 1 EXPUNGE");
            List<String> told = one.command("NOOP").expectOk().untagged().stream()
                    .map(ImapWire.Untagged::text)
                    .toList();
            assertThat(told).contains("* 1 EXPUNGE").noneMatch(line -> line.endsWith(" EXISTS"));
        }
    }

    private void deliver(String subject) throws IOException {
        try (SmtpWire smtp = new SmtpWire(STACK.smtp(), java.time.Duration.ofSeconds(20))) {
            int code = smtp.send(
                    "bob@mail.test", List.of(user), Corpus.octets("Subject: " + subject + "\r\n\r\nbody\r\n"));
            assertThat(code).isEqualTo(250);
        }
    }
}
