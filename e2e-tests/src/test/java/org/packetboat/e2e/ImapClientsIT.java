package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * IMAP clients that this project did not write, each in a session as people have them. What a client did is looked at through a connection of ours.
 * {@link AngusMailIT} and {@link TwoWaySyncIT} have the others.
 */
@Timeout(1200)
class ImapClientsIT {
    private static final Stack STACK = Stack.shared();
    private static final Path SCRIPTS = Stack.root().resolve("e2e-tests/src/test/scripts");
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MESSAGES = TestSize.pick(12, 1_000);
    /** A line that begins with a dot, and one that is not ASCII. */
    private static final String BODY = "first line\r\n.second\r\nGr\u00fc\u00dfe\r\n";

    @TempDir
    private Path folder = Path.of("");

    private String user = "";

    @BeforeAll
    static void installClients() {
        ForeignClientsIT.installClients();
    }

    @BeforeEach
    void account() throws IOException {
        user = "client-" + UUID.randomUUID() + "@mail.test";
        STACK.admin().addAccount(user, "secret");
    }

    @Test
    void imaplib() throws Exception {
        run(
                "python3",
                SCRIPTS.resolve("imap_session.py").toString(),
                Integer.toString(STACK.imap()),
                user,
                "secret",
                Integer.toString(MESSAGES));
        try (ImapWire imap = login()) {
            assertThat(imap.command("EXAMINE Kept").expectOk().exists()).isEqualTo(MESSAGES - 2);
            assertThat(found(imap, "SEARCH FLAGGED SEEN KEYWORD $Label1")).hasSize(MESSAGES - 2);
        }
    }

    /** With the versions in its lock file, from npm's cache where that has them. */
    @Test
    void imapflow() throws Exception {
        for (String file : List.of("package.json", "package-lock.json", "session.mjs")) {
            Files.copy(SCRIPTS.resolve("imapflow").resolve(file), folder.resolve(file));
        }
        run(
                "npm",
                "ci",
                "--prefix",
                folder.toString(),
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefer-offline");
        String said = run(
                "node",
                folder.resolve("session.mjs").toString(),
                Integer.toString(STACK.imap()),
                STACK.authority().toString(),
                user,
                "secret",
                Integer.toString(MESSAGES));
        System.err.print("ImapClientsIT: " + said);
        try (ImapWire imap = login()) {
            assertThat(imap.command("EXAMINE \"Flow/Gr&APwA3w-e\"").expectOk().exists())
                    .isEqualTo(MESSAGES / 2);
            assertThat(found(imap, "SEARCH FLAGGED KEYWORD $Even UNSEEN")).hasSize(MESSAGES / 2);
            assertThat(found(imap, "SEARCH KEYWORD Own ANSWERED")).containsExactly("1");
            assertThat(imap.command("EXAMINE Archive").expectOk().exists()).isEqualTo(2);
        }
    }

    /** A URL or a command at a time, as shell scripts use it. */
    @Test
    void curl() throws Exception {
        String box = "/Curl/Gr%26APwA3w-e";
        curl("/", "-X", "CREATE \"Curl/Gr&APwA3w-e\"");
        assertThat(curl("/", "-X", "LIST \"\" \"Curl/*\"")).contains("\"/\" Curl/Gr&APwA3w-e\r\n");
        List<Path> files = new ArrayList<>();
        for (int i = 1; i <= MESSAGES; i++) {
            files.add(Files.writeString(folder.resolve("mail" + i), message("curl " + i)));
        }
        String upload =
                "{" + String.join(",", files.stream().map(Path::toString).toList()) + "}";
        curl(box, "-T", upload);
        assertThat(curl("/", "-X", "STATUS \"Curl/Gr&APwA3w-e\" (MESSAGES UNSEEN UIDNEXT)"))
                .contains("MESSAGES " + MESSAGES, "UIDNEXT " + (MESSAGES + 1));
        assertThat(curl(
                        box + ";UID=[1-" + MESSAGES + "]",
                        "-o",
                        folder.resolve("got#1").toString()))
                .isEmpty();
        for (int i = 1; i <= MESSAGES; i++) {
            assertThat(folder.resolve("got" + i)).hasSameBinaryContentAs(folder.resolve("mail" + i));
        }
        assertThat(curl(box + ";UID=2;SECTION=HEADER.FIELDS%20(SUBJECT)")).isEqualTo("Subject: curl 2\r\n\r\n");
        assertThat(curl(box + ";MAILINDEX=3;SECTION=TEXT")).isEqualTo(utf8(BODY));
        assertThat(curl(box + ";UID=2;SECTION=TEXT;PARTIAL=6.4")).isEqualTo("line");
        assertThat(curl(box + "?SUBJECT%20%22curl%202%22%20UID%201:9")).contains("* SEARCH 2\r\n");
        assertThat(curl(box, "-X", "STORE 1 +FLAGS.SILENT (\\Flagged Own)")).doesNotContain("FETCH");
        assertThat(curl(box, "-X", "FETCH 1 (FLAGS)")).contains("\\Flagged").contains("Own");
        curl(box, "-X", "MOVE 1 Archive", "--next", "-sS", "-u", user + ":secret", url(box), "-X", "COPY 1 Archive");
        curl(box, "-X", "UID STORE 3 +FLAGS (\\Deleted)");
        assertThat(curl(box, "-X", "UID EXPUNGE 1:3")).contains("* 2 EXPUNGE");
        assertThat(Programs.run(LIMIT, List.of("curl", "-sS", "-u", user + ":secret", url("/Nowhere;UID=1")))
                        .exit())
                .isNotZero();
        try (ImapWire imap = login()) {
            assertThat(imap.command("EXAMINE Archive").expectOk().exists()).isEqualTo(2);
            assertThat(found(imap, "SEARCH FLAGGED KEYWORD Own SUBJECT \"curl 1\""))
                    .containsExactly("1");
            assertThat(imap.command("EXAMINE \"Curl/Gr&APwA3w-e\"").expectOk().exists())
                    .isEqualTo(MESSAGES - 2);
        }
        curl("/", "-X", "DELETE \"Curl/Gr&APwA3w-e\"");
        assertThat(curl("/", "-X", "LIST \"\" Curl/%")).isEmpty();
    }

    /** All of one mailbox, then what arrives in another one, which it is told of in IDLE. */
    @Test
    void fetchmail() throws Exception {
        try (ImapWire imap = login()) {
            for (int i = 1; i <= MESSAGES; i++) {
                imap.append("Archive", i % 2 == 0 ? "(\\Seen)" : "()", octets("fetchmail " + i))
                        .expectOk();
            }
            Path got = folder.resolve("got");
            // What is unseen, which it expunges.
            Programs.run(LIMIT, Map.of("FETCHMAILHOME", folder.toString()), null, fetchmail("Archive", "nokeep", got))
                    .expectSuccess();
            assertSubjects(got, "fetchmail", MESSAGES / 2);
            assertThat(imap.command("EXAMINE Archive").expectOk().exists()).isEqualTo(MESSAGES / 2);

            Path pushed = Files.createFile(folder.resolve("pushed"));
            try (Programs.Running idler = Programs.start(
                    Map.of("FETCHMAILHOME", folder.toString()), fetchmail("INBOX", "idle nokeep", pushed))) {
                Await.until("in IDLE", () -> idler.output().contains("IDLE"));
                for (int i = 1; i <= 3; i++) {
                    int count = i;
                    imap.append("INBOX", "()", octets("pushed " + i)).expectOk();
                    Await.until(
                            "pushed " + i,
                            () -> Files.readString(pushed, StandardCharsets.ISO_8859_1)
                                    .contains("Subject: pushed " + count));
                    Await.until("expunged", () -> imap.command("EXAMINE INBOX").exists() == 0);
                }
            }
            assertSubjects(pushed, "pushed", 3);
        }
    }

    private List<String> fetchmail(String mailbox, String options, Path got) throws IOException {
        Path config = Files.writeString(
                folder.resolve("fetchmailrc-" + mailbox), """
                poll 127.0.0.1 service %d protocol IMAP
                  user "%s" password "secret" sslproto "" folder "%s" %s mda "cat >> %s"
                """.formatted(STACK.imap(), user, mailbox, options, got));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        return List.of("fetchmail", "-vv", "-f", config.toString(), "--pidfile", folder + "/pid-" + mailbox);
    }

    private static void assertSubjects(Path file, String word, int count) throws IOException {
        String got = Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        assertThat(got.split("Subject: " + word, -1)).hasSize(count + 1);
        assertThat(got.split("\n\n" + utf8(BODY).replace("\r\n", "\n"), -1)).hasSize(count + 1);
    }

    /** Keys that are typed at a terminal. */
    @Test
    void neomutt() throws Exception {
        Path mbox = folder.resolve("mbox");
        StringBuilder local = new StringBuilder();
        for (int i = 1; i <= MESSAGES; i++) {
            local.append("From bob@mail.test Mon Nov  2 10:00:00 2026\n")
                    .append(message("mutt " + i).replace("\r\n", "\n"))
                    .append('\n');
        }
        Files.writeString(mbox, local);
        String box = "Mutt/Gr&APwA3w-e";
        try (Neomutt mutt = new Neomutt(folder, STACK.imap(), user, "secret");
                ImapWire imap = login()) {
            Await.until("ready", () -> mutt.logged("IDLE") == 1);
            // Uploads all of a local file, and moves it into a mailbox that the server says is to be made first.
            mutt.type(
                    "<change-folder>" + mbox + "<enter><tag-pattern>~A<enter><tag-prefix><copy-message>=INBOX<enter>");
            await(imap, "INBOX", "ALL", MESSAGES);
            mutt.type("<change-folder>=INBOX<enter><tag-pattern>~A<enter>"
                    + "<tag-prefix><save-message>=Mutt/Gr\u00fc\u00dfe<enter><sync-mailbox>");
            await(imap, "INBOX", "ALL", 0);
            await(imap, box, "ALL", MESSAGES);
            // Searched on the server, then moved.
            mutt.type("<change-folder>=Mutt/Gr\u00fc\u00dfe<enter><tag-pattern>=b 'Gr\u00fc\u00dfe' ~s 'mutt 1$'<enter>"
                    + "<tag-prefix><save-message>=Archive<enter><sync-mailbox>");
            await(imap, "Archive", "SUBJECT \"mutt 1\"", 1);
            await(imap, box, "ALL", MESSAGES - 1);
            assertThat(mutt.logged("UID SEARCH (BODY ")).isEqualTo(1);
            // Flags, and one message less.
            mutt.type("<tag-pattern>~A<enter><tag-prefix><set-flag>!<sync-mailbox>");
            await(imap, box, "FLAGGED", MESSAGES - 1);
            mutt.type("<delete-pattern>~s 'mutt 2$'<enter><sync-mailbox>");
            await(imap, box, "ALL", MESSAGES - 2);
            // Read, and written to a file.
            Path written = folder.resolve("written");
            mutt.type("<search>~s 'mutt 3$'<enter><pipe-message>cat > " + written + "<enter>");
            Await.until("written", () -> Files.exists(written) && Files.size(written) > 0);
            assertThat(Files.readString(written))
                    .contains("Subject: mutt 3\n")
                    .endsWith("\n\n" + BODY.replace("\r\n", "\n"));
            // Told of an arrival while it idles.
            int before = mutt.logged("IDLE");
            mutt.type("<change-folder>=INBOX<enter>");
            Await.until("in IDLE", () -> mutt.logged("IDLE") > before);
            imap.append("INBOX", "()", octets("arrival")).expectOk();
            Await.until("told of an arrival", () -> mutt.logged("New mail in INBOX - 1 messages total") == 1);
            mutt.type("<exit>");
            mutt.end();
        }
    }

    private static void await(ImapWire imap, String mailbox, String keys, int count) throws IOException {
        Await.until(count + " " + keys + " in " + mailbox, LIMIT, () -> {
            ImapWire.Answer selected = imap.command("EXAMINE \"" + mailbox + "\"");
            return selected.ok() && found(imap, "SEARCH " + keys).size() == count;
        });
    }

    private ImapWire login() throws IOException {
        return ImapWire.login(STACK.imap(), user, "secret");
    }

    private String curl(String path, String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-u", user + ":secret", url(path)));
        command.addAll(List.of(options));
        return Programs.run(LIMIT, command).expectSuccess().output();
    }

    private static String url(String path) {
        return "imap://127.0.0.1:" + STACK.imap() + path;
    }

    private static String message(String subject) {
        return "From: bob@mail.test\r\nTo: client@mail.test\r\nSubject: " + subject
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + BODY;
    }

    private static byte[] octets(String subject) {
        return message(subject).getBytes(StandardCharsets.UTF_8);
    }

    /** Octets in UTF-8 as Programs tells them: a char for each. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static List<String> found(ImapWire imap, String search) throws IOException {
        for (ImapWire.Untagged answer : imap.command(search).expectOk().untagged()) {
            if (answer.text().startsWith("* SEARCH ")) {
                return List.of(answer.text().substring(9).split(" ", -1));
            }
        }
        return List.of();
    }

    private static String run(String... command) {
        return Programs.run(LIMIT, List.of(command)).expectSuccess().output();
    }
}
