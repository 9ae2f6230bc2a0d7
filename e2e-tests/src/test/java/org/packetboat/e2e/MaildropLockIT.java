package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lock of a maildrop over two gateway processes (RFC 1939 §8, RFC 2449 §8.1.2). */
class MaildropLockIT {
    private static final Duration LEASE = Duration.ofSeconds(TestSize.pick(6, 60));
    private static final int MESSAGES = 3;

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(
                Map.of("PACKETBOAT_MAILBOX_SERVICE_MAILDROP_LEASE", LEASE.toSeconds() + "s"),
                List.of("--instances", "pop3-gateway=2"));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void whoeverFollowsAKilledProcessFindsTheMaildropAsItWas() throws Exception {
        String user = "alice@mail.test";
        deliver(user);
        List<String> ids;
        try (Wire first = session(stack.pop3(), user)) {
            assertThat(say(first, "STAT")).startsWith("+OK " + MESSAGES + " ");
            ids = uniqueIds(first);
            assertThat(loginElsewhere(user)).startsWith("-ERR [IN-USE] ");
            for (int i = 1; i <= MESSAGES; i++) {
                assertThat(say(first, "DELE " + i)).startsWith("+OK");
            }
            assertThat(stack.kill("pop3-gateway")).isTrue();
        }
        long killed = System.nanoTime();
        assertThat(loginElsewhere(user)).startsWith("-ERR [IN-USE] ");
        Await.until(
                "the lock to be free",
                LEASE.plusSeconds(2),
                () -> loginElsewhere(user).startsWith("+OK"));
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(LEASE.plusSeconds(2));

        try (Wire second = session(stack.pop3() + Stack.SECOND_INSTANCE, user)) {
            assertThat(uniqueIds(second)).isEqualTo(ids);
            assertThat(say(second, "DELE 2")).startsWith("+OK");
            assertThat(say(second, "QUIT")).startsWith("+OK");
        }
        stack.awaitReady(Duration.ofMinutes(1));
        try (Wire third = session(stack.pop3(), user)) {
            assertThat(uniqueIds(third)).hasSize(MESSAGES - 1);
        }
    }

    /** The lease is renewed as long as its session lives. */
    @Test
    void aSessionThatLivesKeepsTheLockBeyondItsLease() throws Exception {
        String user = "bob@mail.test";
        try (Wire first = session(stack.pop3(), user)) {
            long end = System.nanoTime() + LEASE.toNanos() * 3 / 2;
            Await.until("the end of the lease", LEASE.multipliedBy(2), () -> {
                assertThat(loginElsewhere(user)).startsWith("-ERR [IN-USE] ");
                return System.nanoTime() > end;
            });
            assertThat(say(first, "QUIT")).startsWith("+OK");
        }
        assertThat(loginElsewhere(user)).startsWith("+OK");
    }

    private static void deliver(String user) throws IOException {
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(20))) {
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(smtp.send("bob@mail.test", List.of(user), Corpus.octets("Subject: " + i + "\r\n\r\nx\r\n")))
                        .isEqualTo(250);
            }
        }
        try (ImapWire imap = ImapWire.login(stack.imap(), user, "secret")) {
            Await.until("messages", () -> imap.command("EXAMINE INBOX").exists() == MESSAGES);
        }
    }

    private static Wire session(int port, String user) throws IOException {
        Wire wire = new Wire(port);
        assertThat(wire.readLine()).startsWith("+OK");
        assertThat(login(wire, user)).startsWith("+OK");
        return wire;
    }

    /** What the other instance says to a login, which is over at once. */
    private static String loginElsewhere(String user) throws IOException {
        try (Wire wire = new Wire(stack.pop3() + Stack.SECOND_INSTANCE)) {
            wire.readLine();
            String reply = login(wire, user);
            say(wire, "QUIT");
            return reply;
        }
    }

    private static String login(Wire wire, String user) throws IOException {
        say(wire, "USER " + user);
        return say(wire, "PASS secret");
    }

    private static List<String> uniqueIds(Wire wire) throws IOException {
        assertThat(say(wire, "UIDL")).startsWith("+OK");
        List<String> ids = new ArrayList<>();
        for (String line = wire.readLine(); !line.equals("."); line = wire.readLine()) {
            ids.add(line);
        }
        return ids;
    }

    private static String say(Wire wire, String line) throws IOException {
        wire.line(line);
        return wire.readLine();
    }
}
