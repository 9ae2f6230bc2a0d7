package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Few objects while mail arrives, and none when all of it is gone (invariant I7). */
class PackingIT {
    private static final int SESSIONS = 20;

    @Test
    void aPutServesManyMessagesAndTheBucketEmpties() throws Exception {
        Map<String, String> shortWindows = Map.of(
                "PACKETBOAT_MAILBOX_SERVICE_OBJECT_GRACE", "2s",
                "PACKETBOAT_MAILBOX_SERVICE_EXPUNGE_GRACE", "2s",
                "PACKETBOAT_MAILBOX_SERVICE_PACK_REFERENCE_WINDOW", "20s",
                "PACKETBOAT_MAILBOX_SERVICE_PACK_MINIMUM_AGE", "25s",
                "PACKETBOAT_MAILBOX_SERVICE_STAGED_REFERENCE_WINDOW", "20s",
                "PACKETBOAT_MAILBOX_SERVICE_HOUSEKEEPING_INTERVAL", "1s",
                "PACKETBOAT_DELIVERY_COLLECT_INTERVAL", "1s");
        try (Stack stack = Stack.start(shortWindows, List.of())) {
            for (int i = 0; i < SESSIONS; i++) {
                stack.addAccount(user(i), "secret");
            }
            int messages = TestSize.pick(2_000, 10_000);
            send(stack, messages);
            for (int i = 0; i < SESSIONS; i++) {
                int session = i;
                try (ImapWire imap = ImapWire.login(stack.imap(), user(session), "secret")) {
                    Await.until(
                            "all messages", () -> imap.command("EXAMINE INBOX").exists() == messages / SESSIONS);
                }
            }
            double puts = stack.metric(9004, "packetboat_object_store_calls_seconds_count", "operation=\"put\"");
            System.err.println("PUTs for " + messages + " messages: " + puts);
            assertThat(puts).isPositive().isLessThanOrEqualTo(messages / 5.0);

            assertThat(StoredObjects.of(stack)).isNotEmpty();
            for (int i = 0; i < SESSIONS; i++) {
                try (ImapWire imap = ImapWire.login(stack.imap(), user(i), "secret")) {
                    imap.command("SELECT INBOX").expectOk();
                    imap.command("STORE 1:* +FLAGS.SILENT (\\Deleted)").expectOk();
                    imap.command("EXPUNGE").expectOk();
                }
            }
            Await.until(
                    "an empty bucket",
                    Duration.ofMinutes(3),
                    () -> StoredObjects.of(stack).isEmpty());
        }
    }

    private static void send(Stack stack, int messages) throws Exception {
        AtomicInteger left = new AtomicInteger(messages / SESSIONS * SESSIONS);
        byte[] message = new Corpus(1).plain(4_096);
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int session = i;
                running.add(sessions.submit(() -> {
                    try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(30))) {
                        for (int n = 0; n < messages / SESSIONS; n++) {
                            assertThat(smtp.send("bob@mail.test", List.of(user(session)), message))
                                    .isEqualTo(250);
                            left.decrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
            }
            for (Future<?> session : running) {
                session.get();
            }
        }
        assertThat(left).hasValue(0);
    }

    private static String user(int session) {
        return "packing-" + session + "@mail.test";
    }
}
