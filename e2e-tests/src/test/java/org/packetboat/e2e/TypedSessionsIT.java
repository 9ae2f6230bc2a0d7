package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a person types into telnet, octet by octet as typed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TypedSessionsIT {
    private static final Stack STACK = Stack.shared();

    @Test
    @Order(1)
    void sendsAMessageWithoutABlankLine() throws Exception {
        try (Wire wire = new Wire(STACK.smtp())) {
            assertThat(wire.readLine()).startsWith("220 ");
            say(wire, "helo hostname", "250 ");
            say(wire, "mail from: bob@mail.test", "250 ");
            say(wire, "rcpt to: alice@mail.test", "250 ");
            say(wire, "data", "354 ");
            wire.line("subject: xxx");
            wire.line("xxx");
            say(wire, ".", "250 ");
            say(wire, "quit", "221 ");
        }
        awaitMessages("alice@mail.test", 1);
    }

    @Test
    @Order(2)
    void readsItByPop3() throws Exception {
        try (Wire wire = new Wire(STACK.pop3())) {
            assertThat(wire.readLine()).startsWith("+OK");
            say(wire, "USER alice@mail.test", "+OK");
            say(wire, "PASS secret", "+OK");
            say(wire, "STAT", "+OK 1 ");
            say(wire, "LIST", "+OK");
            assertThat(wire.readLine()).startsWith("1 ");
            assertThat(wire.readLine()).isEqualTo(".");
            say(wire, "RETR 1", "+OK");
            List<String> lines = new ArrayList<>();
            for (String line = wire.readLine(); !line.equals("."); line = wire.readLine()) {
                lines.add(line);
            }
            assertThat(lines.getFirst()).isEqualTo("Return-Path: <bob@mail.test>");
            assertThat(lines.get(1)).startsWith("Received: from hostname ");
            assertThat(lines.subList(lines.size() - 2, lines.size())).containsExactly("subject: xxx", "xxx");
            say(wire, "QUIT", "+OK");
        }
    }

    @Test
    @Order(3)
    void looksAtItByImap() throws Exception {
        try (Wire wire = new Wire(STACK.imap())) {
            assertThat(wire.readLine()).startsWith("* OK");
            wire.line("a1 LOGIN alice@mail.test secret");
            assertThat(until(wire, "a1 ").getLast()).startsWith("a1 OK");
            wire.line("unique_token1 LIST \"\" \"*\"");
            List<String> list = until(wire, "unique_token1 ");
            assertThat(list.getLast()).startsWith("unique_token1 OK");
            assertThat(list).anyMatch(line -> line.startsWith("* LIST (") && line.endsWith("INBOX"));
            for (String name : List.of("Drafts", "Sent", "Junk", "Trash", "Archive")) {
                assertThat(list).anyMatch(line -> line.endsWith(name));
            }
            wire.line("unique_token2 EXAMINE INBOX");
            List<String> examine = until(wire, "unique_token2 ");
            assertThat(examine).contains("* 1 EXISTS");
            assertThat(examine.getLast()).startsWith("unique_token2 OK [READ-ONLY]");
            wire.line("unique_token3 LOGOUT");
            List<String> logout = until(wire, "unique_token3 ");
            assertThat(logout.getFirst()).startsWith("* BYE");
            assertThat(logout.getLast()).startsWith("unique_token3 OK");
        }
    }

    @Test
    void verifiesAUserAndExpandsAnAlias() throws Exception {
        try (Wire wire = new Wire(STACK.smtp())) {
            wire.readLine();
            say(wire, "HELO hostname", "250 ");
            wire.line("VRFY alice@mail.test");
            assertThat(wire.readLine()).startsWith("25").contains("<alice@mail.test>");
            say(wire, "VRFY nobody@mail.test", "550 ");
            wire.line("EXPN staff@mail.test");
            List<String> members = List.of(wire.readLine(), wire.readLine());
            assertThat(members.get(0)).startsWith("250-");
            assertThat(members.get(1)).startsWith("250 ");
            assertThat(String.join("\n", members)).contains("<alice@mail.test>", "<bob@mail.test>");
        }
    }

    @Test
    void refusesStrangersAndOtherDomains() throws Exception {
        try (Wire wire = new Wire(STACK.smtp())) {
            wire.readLine();
            say(wire, "EHLO hostname", "250-");
            while (wire.readLine().charAt(3) == '-') {
                // the extensions
            }
            say(wire, "MAIL FROM:<bob@mail.test>", "250 ");
            say(wire, "RCPT TO:<nobody@mail.test>", "550 5.1.1 ");
            say(wire, "RCPT TO:<somebody@elsewhere.test>", "550 5.7.1 ");
            say(wire, "RCPT TO:<Postmaster>", "250 ");
        }
    }

    private static void say(Wire wire, String line, String expected) throws IOException {
        wire.line(line);
        assertThat(wire.readLine()).as(line).startsWith(expected);
    }

    private static List<String> until(Wire wire, String tag) throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(wire.readLine());
        } while (!lines.getLast().startsWith(tag));
        return lines;
    }

    /** Polls until INBOX holds at least so many messages. */
    static void awaitMessages(String user, int count) throws IOException {
        try (ImapWire imap = ImapWire.login(STACK.imap(), user, "secret")) {
            Await.until(
                    "messages of " + user, () -> imap.command("EXAMINE INBOX").exists() >= count);
        }
    }
}
