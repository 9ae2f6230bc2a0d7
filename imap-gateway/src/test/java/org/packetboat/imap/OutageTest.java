package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.transcript.Transcript;

/** What is behind the gateway goes away and comes back: sessions stay, commands say so meanwhile. */
@Timeout(60)
class OutageTest {
    private static final Transcript SELECTED = Transcript.parse("outage", "state: selected   messages: one two\n");

    private final Vertx vertx = Vertx.vertx();
    private ImapStage stage;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(vertx, SELECTED);
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
    void sessionsOutliveTheMailboxService() throws Exception {
        stage.mailboxes().setAway(true);
        assertThat(client.command("NOOP")).containsExactly("NO [UNAVAILABLE] Temporarily unavailable");
        assertThat(client.command("FETCH 1 FLAGS")).containsExactly("NO [UNAVAILABLE] Temporarily unavailable");
        assertThat(client.command("STORE 1 +FLAGS (\\Seen)"))
                .containsExactly("NO [UNAVAILABLE] Temporarily unavailable");
        assertThat(client.command("LOGOUT")).last().isEqualTo("OK Done");
    }

    @Test
    void goesOnWhereItStopped() throws Exception {
        stage.mailboxes().setAway(true);
        client.command("NOOP");
        stage.mailboxes().setAway(false);
        stage.append("INBOX", "Subject: three\r\n\r\n");
        assertThat(client.command("NOOP")).containsExactly("* 3 EXISTS", "* 3 RECENT", "OK Done");
    }

    /** A NO would make the client store it again. */
    @Test
    void whatWasStoredIsAnsweredWithOkThoughTheNewsOfItFail() throws Exception {
        stage.mailboxes().setSilentAboutChanges(true);
        client.send("t APPEND INBOX {3+}");
        client.send("abc");
        assertThat(client.readLine()).startsWith("t OK [APPENDUID ").endsWith(" 3] Appended");
        assertThat(client.command("COPY 1 INBOX")).singleElement().asString().endsWith(" 1 4] Copied");
        stage.mailboxes().setSilentAboutChanges(false);
        assertThat(client.command("NOOP")).containsExactly("* 4 EXISTS", "* 4 RECENT", "OK Done");
    }

    @Test
    void metadataIsAnsweredWhileTheObjectStoreIsAway() throws Exception {
        stage.store().setAway(true);
        assertThat(client.command("FETCH 1 (ENVELOPE BODY.PEEK[HEADER])"))
                .last()
                .isEqualTo("OK Fetched");
        assertThat(client.command("FETCH 1 BODY.PEEK[]")).containsExactly("NO [UNAVAILABLE] Temporarily unavailable");
        stage.store().setAway(false);
        assertThat(client.command("FETCH 1 BODY.PEEK[]")).last().isEqualTo("OK Fetched");
    }

    @Test
    @Covers({"RFC 3501 §3.4", "RFC 9051 §3.4"})
    void saysGoodbyeWhenItIsStopped() throws Exception {
        client.send("i IDLE");
        assertThat(client.readLine()).isEqualTo("+ idling");
        stage.drain();
        assertThat(client.readLine()).isEqualTo("* BYE [UNAVAILABLE] Server is going down");
        assertThat(client.readLine()).isNull();
    }
}
