package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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

            assertThat(objects(stack)).isNotEmpty();
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
                    () -> objects(stack).isEmpty());
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

    /**
     * The files of the embedded object store that are objects (folders aside). The collector deletes while this walks: what is gone before it
     * is read is not there, which is the answer asked for.
     */
    private static List<Path> objects(Stack stack) {
        List<Path> objects = new ArrayList<>();
        try {
            Files.walkFileTree(stack.data().resolve("s3"), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().contains("/pack/") || file.toString().contains("/staged/")) {
                        objects.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    if (failure == null || failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    private static String user(int session) {
        return "packing-" + session + "@mail.test";
    }
}
