package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.transcript.Transcript;

/** A client in IDLE that does not read: it costs one answer, others are told as if it were not there, and it misses nothing. */
@Timeout(60)
class SlowIdlerTest {
    private static final int MESSAGES = 2_000;
    private static final int ARRIVALS = 20;

    /** Of one message: so much for all of them is more than sockets hold. */
    private static final String KEYWORDS =
            IntStream.range(0, 40).mapToObj(i -> "k".repeat(200) + i).collect(Collectors.joining(" ", "(", ")"));

    private final Vertx vertx = Vertx.vertx();
    private ImapStage stage;
    private RawClient slow;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(vertx, Transcript.parse("slow", "mailboxes: INBOX\n"));
        stage.append("INBOX", "Subject: one\r\n\r\n", MESSAGES);
        slow = idler("SELECT INBOX");
    }

    private RawClient idler(String opening) throws Exception {
        RawClient client = new RawClient(stage);
        client.command(opening);
        client.send("t IDLE");
        assertThat(client.readLine()).isEqualTo("+ idling");
        return client;
    }

    @AfterEach
    void stop() throws Exception {
        slow.close();
        stage.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void costsOneAnswerAndMissesNothing() throws Exception {
        try (RawClient other = new RawClient(stage)) {
            other.command("SELECT INBOX");
            other.command("STORE 1:1000 +FLAGS.SILENT " + KEYWORDS);
            other.command("STORE 1001:2000 +FLAGS.SILENT " + KEYWORDS);
        }
        assertThat(slow.readLine()).startsWith("* FLAGS (");
        try (RawClient quick = idler("EXAMINE INBOX")) {
            long before = stage.mailboxes().statesTold();
            for (int i = 1; i <= ARRIVALS; i++) {
                stage.append("INBOX", "Subject: more\r\n\r\n");
                assertThat(quick.readLine()).isEqualTo("* " + (MESSAGES + i) + " EXISTS");
            }
            assertThat(stage.mailboxes().statesTold() - before).isEqualTo(ARRIVALS);
        }
        assertThat(changesTold(slow)).isEqualTo(MESSAGES);
    }

    /** Ends IDLE when it has heard of the last arrival; of how many messages it was told new flags until then. */
    private static int changesTold(RawClient client) throws Exception {
        int told = 0;
        String line = client.readLine();
        while (!line.startsWith("t ")) {
            if (line.equals("* " + (MESSAGES + ARRIVALS) + " EXISTS")) {
                client.send("DONE");
            }
            told += line.contains(" FETCH (FLAGS (") ? 1 : 0;
            line = client.readLine();
        }
        assertThat(line).isEqualTo("t OK IDLE completed");
        return told;
    }
}
