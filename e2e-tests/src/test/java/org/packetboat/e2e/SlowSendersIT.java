package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.conformance.Covers;

/** Many large messages at a time, each in small pieces, into a gateway with a heap of 512 MiB: all of them arrive, whole. */
@Timeout(3_600)
@Tag("alone")
class SlowSendersIT {
    private static final int SENDERS = TestSize.pick(60, 1_000);
    private static final int OCTETS = TestSize.pick(2, 10) << 20;
    private static final int ACCOUNTS = TestSize.pick(3, 50);
    private static final int OF_ADDRESS = 100;
    private static final int PIECE = 32 << 10;

    /** Between two pieces of a sender: what the machine bears is shared among them all. */
    private static final Duration PAUSE = Duration.ofMillis(TestSize.pick(20, 250));

    private static final int MANAGEMENT = 9001;

    /** What each sender was told was taken, by the subject. */
    private final Map<String, String> accepted = new ConcurrentHashMap<>();

    @Test
    @Covers("RFC 5321 §4.5.3.1.7")
    void allArrive() throws Exception {
        Map<String, String> environment = Map.of("PACKETBOAT_LOCAL_JAVA_OPTIONS_SMTP_GATEWAY", "-Xmx512m");
        try (Stack stack = Stack.start(environment, List.of())) {
            long pid = stack.pid("smtp-gateway");
            assertThat(Jvm.jcmd(pid, "VM.flags")).contains("-XX:MaxHeapSize=" + (512 << 20) + " ");
            for (int i = 0; i < ACCOUNTS; i++) {
                stack.addAccount("slow" + i + "@mail.test", "secret");
            }
            long begun = System.nanoTime();
            Peak peak = send(stack);
            System.err.printf(
                    "SlowSendersIT: %d senders of %d MiB in %d s, peak of heap %d MiB (alive at the end %d MiB), of direct memory %d MiB%n",
                    SENDERS,
                    OCTETS >> 20,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                    peak.heap >> 20,
                    Jvm.liveHeap(pid) >> 20,
                    peak.direct >> 20);
            assertThat(stack.pid("smtp-gateway")).as("the same process").isEqualTo(pid);
            assertThat(accepted).hasSize(SENDERS);
            assertThat(found(stack)).isEqualTo(accepted);
            assertThat(stack.metric(MANAGEMENT, "packetboat_spool_octets")).isZero();
        }
    }

    /** Octets at most, as sampled. */
    private static final class Peak {
        private volatile long heap;
        private volatile long direct;

        void sample(Stack stack) {
            heap = Math.max(heap, (long) stack.metric(MANAGEMENT, "jvm_memory_used_bytes", "area=\"heap\""));
            direct = Math.max(direct, (long) stack.directOctets(MANAGEMENT));
        }
    }

    private Peak send(Stack stack) throws Exception {
        Peak peak = new Peak();
        CountDownLatch connected = new CountDownLatch(SENDERS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                int number = i;
                senders.add(threads.submit(() -> {
                    send(stack, number, connected);
                    return null;
                }));
            }
            for (Future<?> sender : senders) {
                while (!sender.isDone()) {
                    peak.sample(stack);
                    LockSupport.parkNanos(200_000_000);
                }
                sender.get();
            }
        }
        return peak;
    }

    private void send(Stack stack, int number, CountDownLatch connected) throws IOException, InterruptedException {
        InetAddress from = InetAddress.getByName("127.0.1." + (1 + number / OF_ADDRESS));
        Wire wire = new Wire(from, stack.smtp(), Duration.ofMinutes(10));
        try (SmtpWire smtp = new SmtpWire(wire)) {
            assertThat(smtp.command("MAIL FROM:<sender@elsewhere.test>")).isEqualTo(250);
            assertThat(smtp.command("RCPT TO:<slow" + number % ACCOUNTS + "@mail.test>"))
                    .isEqualTo(250);
            assertThat(smtp.command("DATA")).isEqualTo(354);
            connected.countDown();
            connected.await();
            String subject = "slow " + number;
            wire.send(("Subject: " + subject + "\r\n\r\n").getBytes(US_ASCII));
            Letters letters = new Letters(number);
            MessageDigest digest = Letters.digest();
            for (int sent = 0; sent < OCTETS; sent += PIECE) {
                byte[] piece = letters.next(PIECE);
                digest.update(piece);
                wire.send(piece);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            assertThat(smtp.command("\r\n.")).isEqualTo(250);
            accepted.put(subject, HexFormat.of().formatHex(digest.digest()));
        }
    }

    /** The digest of each message that is there, by its subject; one that is there twice spoils it. */
    private static Map<String, String> found(Stack stack) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            int wanted = (SENDERS - i + ACCOUNTS - 1) / ACCOUNTS;
            try (ImapWire imap = ImapWire.login(stack.imap(), "slow" + i + "@mail.test", "secret")) {
                Await.until(
                        "messages of slow" + i,
                        Duration.ofMinutes(5),
                        () -> imap.command("SELECT INBOX").expectOk().exists() >= wanted);
                int exists = imap.command("SELECT INBOX").expectOk().exists();
                for (int n = 1; n <= exists; n++) {
                    String message = "FETCH " + n + " (BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT])";
                    List<byte[]> literals = imap.command(message)
                            .expectOk()
                            .untagged()
                            .getFirst()
                            .literals();
                    String subject =
                            new String(literals.get(0), US_ASCII).strip().replace("Subject: ", "");
                    MessageDigest digest = Letters.digest();
                    digest.update(literals.get(1), 0, literals.get(1).length - 2);
                    found.merge(subject, HexFormat.of().formatHex(digest.digest()), (one, other) -> "twice");
                }
            }
        }
        return found;
    }
}
