package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.transcript.Transcript;

/** What is behind the gateway goes away and comes back: sessions stay, commands say so meanwhile. */
@Timeout(60)
class OutageTest {
    private static final Transcript SELECTED = Transcript.parse("outage", "state: selected   messages: one two\n");

    private final Vertx vertx = Vertx.vertx();
    private ImapStage stage;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(vertx, SELECTED);
        client = new Client(stage);
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
        assertThat(client.in.readLine()).startsWith("t OK [APPENDUID ").endsWith(" 3] Appended");
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
    void saysGoodbyeWhenItIsStopped() throws Exception {
        client.send("i IDLE");
        assertThat(client.in.readLine()).isEqualTo("+ idling");
        stage.drain();
        assertThat(client.in.readLine()).isEqualTo("* BYE [UNAVAILABLE] Server is going down");
        assertThat(client.in.readLine()).isNull();
    }

    /** Logged in as alice; tags are left out of what it reads. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Client(ImapStage stage) throws IOException {
            socket = stage.connect();
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            out = socket.getOutputStream();
            in.readLine();
            command("LOGIN alice@mail.test secret");
        }

        void send(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        List<String> command(String command) throws IOException {
            send("t " + command);
            List<String> lines = new ArrayList<>();
            String line = in.readLine();
            while (line != null && !line.startsWith("t ")) {
                lines.add(line);
                line = in.readLine();
            }
            lines.add(line == null ? "closed" : line.substring(2));
            return lines;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
