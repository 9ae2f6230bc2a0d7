package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.transcript.Transcript;

/** Commands that are as long as they may be and made to cost as much as they can: work grows with their octets, not with the square of them. */
@Timeout(60)
class HostileCommandsTest {
    private static final int MOST_OCTETS = 64 << 10;

    private final Vertx vertx = Vertx.vertx();
    private ImapStage stage;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(vertx, Transcript.parse("hostile", "mailboxes: INBOX\n"));
        client = new RawClient(stage);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        stage.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What is done with is not sent to the mailbox service again with each thousand. */
    @Test
    void scatteredUids() throws Exception {
        stage.append("INBOX", "Subject: one\r\n\r\n", 10_000);
        String odd = IntStream.range(0, 5_000)
                .mapToObj(i -> Integer.toString(2 * i + 1))
                .collect(Collectors.joining(","));
        client.command("SELECT INBOX");
        client.command("UID STORE " + odd + " +FLAGS.SILENT (\\Deleted)");
        long before = stage.mailboxes().expungeRanges();
        assertThat(client.command("UID EXPUNGE " + odd)).hasSize(5_001).last().isEqualTo("OK Expunged");
        assertThat(stage.mailboxes().expungeRanges() - before).isEqualTo(5_000 + 4_000 + 3_000 + 2_000 + 1_000);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    /** Each of ten thousand literals is decided on without a look at those before it. */
    @Test
    void manyLiterals() throws Exception {
        String literal = "{0+}\r\n";
        String command = "NOOP " + literal.repeat(MOST_OCTETS / literal.length() - 10);
        client.command("NOOP " + literal);
        long before = allocated();
        assertThat(client.command(command)).containsExactly("BAD Expected end of command");
        assertThat(allocated() - before).isLessThan(100L * MOST_OCTETS);
    }
}
