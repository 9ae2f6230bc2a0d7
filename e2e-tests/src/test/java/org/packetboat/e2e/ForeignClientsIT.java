package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that this project did not write, of SMTP and POP3; {@link ImapClientsIT} has those of IMAP. A client that cannot be installed fails the test.
 */
class ForeignClientsIT {
    private static final Stack STACK = Stack.shared();
    private static final Path SCRIPTS = Stack.root().resolve("e2e-tests/src/test/scripts");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private String user = "";

    @BeforeAll
    static void installClients() {
        Programs.run(
                        Duration.ofMinutes(5),
                        List.of(SCRIPTS.resolve("install-clients.sh").toString()))
                .expectSuccess();
    }

    @BeforeEach
    void account() {
        user = "foreign-" + UUID.randomUUID() + "@mail.test";
        STACK.addAccount(user, "secret");
    }

    @Test
    void pythonSmtplibPoplib() throws Exception {
        python("smtp_session.py", STACK.smtp(), user, "3");
        awaitInbox(3);
        python("pop3_session.py", STACK.pop3(), user, "secret");
    }

    @Test
    void swaksSends() throws Exception {
        run(
                "swaks",
                "--server",
                "127.0.0.1:" + STACK.smtp(),
                "--from",
                "bob@mail.test",
                "--to",
                user,
                "--header",
                "Subject: swaks",
                "--attach",
                "@" + SCRIPTS.resolve("imap_session.py"),
                "--pipeline");
        awaitInbox(1);
    }

    @Test
    void curlSendsAndReads() throws Exception {
        Path message =
                Files.writeString(folder.resolve("mail"), "From: bob@mail.test\r\nSubject: curl\r\n\r\n.body\r\n");
        run(
                "curl",
                "-sS",
                "smtp://127.0.0.1:" + STACK.smtp() + "/hostname",
                "--mail-from",
                "bob@mail.test",
                "--mail-rcpt",
                user,
                "-T",
                message.toString());
        awaitInbox(1);
        String pop3 = "pop3://127.0.0.1:" + STACK.pop3();
        assertThat(run("curl", "-sS", "-u", user + ":secret", pop3 + "/1")).endsWith("Subject: curl\r\n\r\n.body\r\n");
    }

    @Test
    void fetchmailEmptiesTheMaildrop() throws Exception {
        python("smtp_session.py", STACK.smtp(), user, "3");
        awaitInbox(3);
        Path config = Files.writeString(folder.resolve("fetchmailrc"), """
                poll 127.0.0.1 service %d protocol POP3
                  user "%s" password "secret" sslproto "" nokeep mda "cat >> %s/got"
                """.formatted(STACK.pop3(), user, folder));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        Programs.run(
                        LIMIT,
                        Map.of("FETCHMAILHOME", folder.toString()),
                        null,
                        List.of("fetchmail", "-v", "-f", config.toString(), "--all", "--pidfile", folder + "/pid"))
                .expectSuccess();
        String got = Files.readString(folder.resolve("got"), StandardCharsets.ISO_8859_1);
        assertThat(got.split("Subject: ", -1)).hasSize(4);
        try (ImapWire imap = ImapWire.login(STACK.imap(), user, "secret")) {
            assertThat(imap.command("EXAMINE INBOX").exists()).isZero();
        }
    }

    private void awaitInbox(int count) throws IOException {
        try (ImapWire imap = ImapWire.login(STACK.imap(), user, "secret")) {
            Await.until("mail for " + user, () -> imap.command("EXAMINE INBOX").exists() == count);
        }
    }

    private static void python(String script, int port, String... arguments) {
        List<String> command = new java.util.ArrayList<>(
                List.of("python3", SCRIPTS.resolve(script).toString(), Integer.toString(port)));
        command.addAll(List.of(arguments));
        Programs.run(LIMIT, command).expectSuccess();
    }

    private static String run(String... command) {
        return Programs.run(LIMIT, List.of(command)).expectSuccess().output();
    }
}
