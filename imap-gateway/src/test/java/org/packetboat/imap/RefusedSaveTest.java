package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.transcript.Transcript;

/** A result in too many pieces is not kept (RFC 5182 §2.5, RFC 9051 §6.4.4.3): the session stays small. */
@Timeout(60)
@Covers({"RFC 5182 §2.5", "RFC 9051 §6.4.4.3"})
class RefusedSaveTest {
    private static final int MOST_RANGES = 16_384;

    private final Vertx vertx = Vertx.vertx();
    private ImapStage stage;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(vertx, Transcript.parse("saved", "mailboxes: INBOX\n"));
        stage.append("INBOX", "Subject: one\r\n\r\n", 2 * MOST_RANGES + 2);
        client = new RawClient(stage);
        client.command("SELECT INBOX");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        stage.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatIsInTooManyPiecesIsNotKept() throws Exception {
        flagEverySecond(MOST_RANGES);
        assertThat(client.command("SEARCH RETURN (SAVE COUNT) FLAGGED"))
                .containsExactly("* ESEARCH (TAG \"t\") COUNT 16384", "OK Searched");
        assertThat(client.command("SEARCH RETURN (COUNT) $"))
                .containsExactly("* ESEARCH (TAG \"t\") COUNT 16384", "OK Searched");

        flagEverySecond(MOST_RANGES + 1);
        assertThat(client.command("SEARCH RETURN (SAVE) FLAGGED"))
                .last()
                .asString()
                .startsWith("NO [NOTSAVED] ");
        assertThat(client.command("SEARCH RETURN (COUNT) $"))
                .containsExactly("* ESEARCH (TAG \"t\") COUNT 0", "OK Searched");
    }

    private void flagEverySecond(int messages) throws Exception {
        int step = 1_000;
        for (int from = 0; from < messages; from += step) {
            String set = IntStream.range(from, Math.min(messages, from + step))
                    .mapToObj(i -> Integer.toString(2 * i + 1))
                    .collect(Collectors.joining(","));
            assertThat(client.command("UID STORE " + set + " +FLAGS.SILENT (\\Flagged)"))
                    .last()
                    .isEqualTo("OK Stored");
        }
    }
}
