package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a message of 100 MiB costs a gateway: memory that does not grow with it. */
@Timeout(900)
@Tag("alone")
class LargeMessageIT {
    private static final String USER = "large@mail.test";
    private static final int OCTETS = 100 << 20;
    private static final int PIECE = 64 << 10;
    private static final int LOOKS = 8;
    private static final long MOST = 1 << 20;

    @Test
    void costsNoMemoryOfItsSize() throws Exception {
        Map<String, String> limit = Map.of("PACKETBOAT_SMTP_MAX_MESSAGE_SIZE", "128M");
        try (Stack stack = Stack.start(limit, List.of())) {
            stack.addAccount(USER, "secret");
            long gateway = stack.pid("smtp-gateway");
            // Classes, buffers and connections of the way that every large message takes.
            send(stack, 1, OCTETS / 10, () -> {});
            send(stack, 2, OCTETS / 10, () -> {});

            long before = atRest(gateway);
            Peak peak = new Peak(gateway);
            byte[] digest = send(stack, 3, OCTETS, peak);

            System.err.printf("LargeMessageIT: %d KiB of heap for 100 MiB%n", (peak.octets - before) >> 10);
            assertThat(peak.octets - before).isLessThanOrEqualTo(MOST);
            assertThat(received(stack)).isEqualTo(digest);
        }
    }

    /** The least of some looks: what the last message left behind goes in its own time. */
    private static long atRest(long pid) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            Thread.sleep(Duration.ofMillis(500));
            least = Math.min(least, Jvm.liveHeap(pid));
        }
        return least;
    }

    /** The most that was alive when somebody looked. */
    private static final class Peak implements Runnable {
        private final long pid;
        private long octets;

        Peak(long pid) {
            this.pid = pid;
        }

        @Override
        public void run() {
            octets = Math.max(octets, Jvm.liveHeap(pid));
        }
    }

    /** Sends as fast as it is taken, and looks when it is an eighth on. */
    private static byte[] send(Stack stack, int seed, int octets, Runnable look) throws IOException {
        Wire wire = new Wire(stack.smtp(), Duration.ofMinutes(5));
        try (SmtpWire smtp = new SmtpWire(wire)) {
            assertThat(smtp.command("MAIL FROM:<sender@elsewhere.test> SIZE=" + octets))
                    .isEqualTo(250);
            assertThat(smtp.command("RCPT TO:<" + USER + ">")).isEqualTo(250);
            assertThat(smtp.command("DATA")).isEqualTo(354);
            wire.send("\r\n".getBytes(US_ASCII));
            Letters letters = new Letters(seed);
            MessageDigest digest = Letters.digest();
            for (int sent = 0; sent < octets; sent += PIECE) {
                byte[] piece = letters.next(PIECE);
                digest.update(piece);
                wire.send(piece);
                if (sent % (octets / LOOKS) < PIECE) {
                    look.run();
                }
            }
            assertThat(smtp.command("\r\n.")).isEqualTo(250);
            return digest.digest();
        }
    }

    private static byte[] received(Stack stack) throws IOException {
        try (ImapWire imap = ImapWire.login(stack.imap(), USER, "secret")) {
            Await.until(
                    "the message",
                    Duration.ofMinutes(2),
                    () -> imap.command("SELECT INBOX").expectOk().exists() == 3);
            byte[] text = imap.command("FETCH 3 (BODY.PEEK[TEXT])")
                    .expectOk()
                    .untagged()
                    .getFirst()
                    .literals()
                    .getFirst();
            MessageDigest digest = Letters.digest();
            digest.update(text, 0, text.length - 2);
            return digest.digest();
        }
    }
}
