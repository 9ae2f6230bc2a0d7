package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
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
