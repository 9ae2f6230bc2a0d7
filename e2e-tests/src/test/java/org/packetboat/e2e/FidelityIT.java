package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.conformance.Covers;

/** Octets in are octets out (invariant I4), behind the Return-Path: and Received: of the gateway, sizes included. */
class FidelityIT {
    private static final Stack STACK = Stack.shared();
    /** NUL, lone line ends, and every other octet, many times. */
    private static final String BINARY_BODY = "\0\r\n\r\0\n\n\r\r"
            + IntStream.range(0, 20_000)
                    .map(i -> i * 7 & 0xff)
                    .filter(octet -> octet != '.')
                    .mapToObj(octet -> String.valueOf((char) octet))
                    .collect(Collectors.joining())
            + "\0";

    @Test
    @Covers("RFC 9051 §2.3.4")
    void smtpToImapAndPop3() throws Exception {
        Corpus corpus = new Corpus(TestSize.seed("FidelityIT"));
        List<byte[]> messages = new java.util.ArrayList<>(corpus.messages(TestSize.pick(220, 1_000)));
        messages.add(corpus.huge());
        String user = "fidelity-" + UUID.randomUUID() + "@mail.test";
        STACK.addAccount(user, "secret");
        try (SmtpWire smtp = new SmtpWire(STACK.smtp(), Duration.ofSeconds(60));
                ImapWire imap = ImapWire.login(STACK.imap(), user, "secret")) {
            for (int i = 0; i < messages.size(); i++) {
                assertThat(smtp.send("bob@mail.test", List.of(user), messages.get(i)))
                        .as("message %d", i)
                        .isEqualTo(250);
                int count = i + 1;
                Await.until(
                        "message " + count, () -> imap.command("EXAMINE INBOX").exists() == count);
            }
            for (int i = 0; i < messages.size(); i++) {
                ImapWire.Untagged answer = imap.command("FETCH " + (i + 1) + " (RFC822.SIZE BODY.PEEK[])")
                        .expectOk()
                        .untagged()
                        .getFirst();
                byte[] got = answer.literals().getFirst();
                assertThat(answer.text()).contains("RFC822.SIZE " + got.length);
                assertThat(behindTrace(got)).as("message %d by IMAP", i).isEqualTo(messages.get(i));
            }
        }
        popped(user, messages);
    }

    /** Octets of any kind, from a server, a login and by LMTP, are read by IMAP and POP3 as they came (RFC 3030 §3, RFC 3516 §4.2). */
    @Test
    void binaryMimeToImapAndPop3() throws Exception {
        String user = "binary-" + UUID.randomUUID() + "@mail.test";
        STACK.addAccount(user, "secret");
        byte[] message = binary(user);
        try (SmtpWire transfer = new SmtpWire(STACK.smtp(), Duration.ofSeconds(60))) {
            assertThat(transfer.sendBinary("bob@mail.test", user, message)).isEqualTo(250);
        }
        try (SmtpWire submission = SmtpWire.submitting(STACK, user, "secret")) {
            assertThat(submission.sendBinary(user, user, message)).isEqualTo(250);
        }
        try (SmtpWire lmtp = SmtpWire.lmtp(STACK)) {
            assertThat(lmtp.sendBinary("bob@mail.test", user, message)).isEqualTo(250);
        }
        int part = new String(message, StandardCharsets.ISO_8859_1).indexOf(BINARY_BODY);
        byte[] body = Arrays.copyOfRange(message, part, part + BINARY_BODY.length());
        try (ImapWire imap = ImapWire.login(STACK.imap(), user, "secret")) {
            Await.until("three messages", () -> imap.command("EXAMINE INBOX").exists() == 3);
            for (int i = 1; i <= 3; i++) {
                for (String item : List.of("BODY.PEEK[]", "BINARY.PEEK[]")) {
                    byte[] got = fetched(imap, i, item);
                    assertThat(behindTrace(got)).as("message %d by %s", i, item).isEqualTo(message);
                }
                for (String item : List.of("BODY.PEEK[2]", "BINARY.PEEK[2]")) {
                    assertThat(fetched(imap, i, item))
                            .as("message %d by %s", i, item)
                            .isEqualTo(body);
                }
            }
        }
        try (Wire pop = new Wire(STACK.pop3(), Duration.ofSeconds(60))) {
            ok(pop.readLine());
            for (String line : List.of("USER " + user, "PASS secret")) {
                pop.line(line);
                ok(pop.readLine());
            }
            for (int i = 1; i <= 3; i++) {
                pop.line("LIST " + i);
                int octets = Integer.parseInt(pop.readLine().split(" ")[2]);
                pop.line("RETR " + i);
                ok(pop.readLine());
                // None of its lines begins with a dot.
                byte[] got = pop.readOctets(octets);
                assertThat(pop.readLine()).isEqualTo(".");
                assertThat(behindTrace(got)).as("message %d by POP3", i).isEqualTo(message);
            }
        }
    }

    private static byte[] fetched(ImapWire imap, int number, String item) throws IOException {
        return imap.command("FETCH " + number + " (" + item + ")")
                .expectOk()
                .untagged()
                .getFirst()
                .literals()
                .getFirst();
    }

    /** With everything that no text has; complete, so that submission adds nothing. */
    private static byte[] binary(String author) {
        return Corpus.octets("From: " + author + "\r\n" + """
                Date: Mon, 23 Nov 2026 10:20:30 +0000
                Message-ID: <binary@mail.test>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b

                text
                --b
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: binary

                """.replace("\n", "\r\n") + BINARY_BODY + "\r\n--b--\r\n");
    }

    @Test
    void appendToImap() throws Exception {
        List<byte[]> messages = new Corpus(TestSize.seed("FidelityIT.append")).messages(60);
        String user = "fidelity-" + UUID.randomUUID() + "@mail.test";
        STACK.addAccount(user, "secret");
        try (ImapWire imap = ImapWire.login(STACK.imap(), user, "secret")) {
            for (byte[] message : messages) {
                if (message.length > 0) {
                    imap.append("Archive", "(\\Flagged)", message).expectOk();
                }
            }
            imap.append("Archive", "()", Corpus.octets("Subject: bare\n\nline\rends\n no end"))
                    .expectOk();
            imap.command("EXAMINE Archive").expectOk();
            int number = 0;
            for (byte[] message : messages) {
                if (message.length > 0) {
                    number++;
                    assertThat(imap.command("FETCH " + number + " (BODY.PEEK[])")
                                    .untagged()
                                    .getFirst()
                                    .literals()
                                    .getFirst())
                            .as("message %d", number)
                            .isEqualTo(message);
                }
            }
            assertThat(imap.command("FETCH " + (number + 1) + " (BODY.PEEK[])")
                            .untagged()
                            .getFirst()
                            .literals()
                            .getFirst())
                    .isEqualTo(Corpus.octets("Subject: bare\n\nline\rends\n no end"));
        }
    }

    private static void popped(String user, List<byte[]> messages) throws IOException {
        try (Wire pop = new Wire(STACK.pop3(), Duration.ofSeconds(60))) {
            ok(pop.readLine());
            for (String line : List.of("USER " + user, "PASS secret")) {
                pop.line(line);
                ok(pop.readLine());
            }
            for (int i = 0; i < messages.size(); i++) {
                pop.line("LIST " + (i + 1));
                String listed = pop.readLine();
                pop.line("RETR " + (i + 1));
                ok(pop.readLine());
                ByteArrayOutputStream body = new ByteArrayOutputStream(messages.get(i).length + 512);
                for (String line = pop.readLine(); !line.equals("."); line = pop.readLine()) {
                    body.writeBytes(
                            (line.startsWith(".") ? line.substring(1) : line).getBytes(StandardCharsets.ISO_8859_1));
                    body.write('\r');
                    body.write('\n');
                }
                byte[] got = body.toByteArray();
                assertThat(listed).isEqualTo("+OK " + (i + 1) + " " + got.length);
                assertThat(behindTrace(got)).as("message %d by POP3", i).isEqualTo(messages.get(i));
            }
        }
    }

    private static void ok(String line) {
        assertThat(line).startsWith("+OK");
    }

    /** What follows the first two fields, which are the gateway's; no message of the corpus begins with white space. */
    static byte[] behindTrace(byte[] stored) {
        String text = new String(stored, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("Return-Path: <").contains("\r\nReceived: ");
        int at = text.indexOf("\r\n") + 2;
        do {
            at = text.indexOf("\r\n", at) + 2;
        } while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t'));
        return Arrays.copyOfRange(stored, at, stored.length);
    }
}
