package org.packetboat.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.transcript.Transcript;

/** COMPRESS=DEFLATE (RFC 4978) over a socket. */
@Timeout(60)
@Covers("RFC 4978 §3")
class CompressTest {
    private static final Transcript AUTHENTICATED = Transcript.parse("compress", "messages: one two\n");

    private final Vertx vertx = Vertx.vertx();
    private ImapStage stage;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(vertx, AUTHENTICATED);
        client = new Client(stage);
        client.command("LOGIN alice@mail.test secret");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        stage.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void compressesBothWays() throws Exception {
        assertThat(client.command("CAPABILITY").getFirst()).contains(" COMPRESS=DEFLATE");
        client.compress();
        assertThat(client.command("CAPABILITY").getFirst()).doesNotContain("COMPRESS");
        assertThat(client.command("SELECT INBOX")).last().asString().startsWith("OK [READ-WRITE]");
        for (int i = 0; i < 20; i++) {
            assertThat(client.command("FETCH 1:2 (UID BODY.PEEK[TEXT])"))
                    .containsExactly(
                            "* 1 FETCH (UID 1 BODY[TEXT] {13}",
                            "body of one",
                            ")",
                            "* 2 FETCH (UID 2 BODY[TEXT] {13}",
                            "body of two",
                            ")",
                            "OK Fetched");
        }
        assertThat(client.command("LOGOUT")).last().isEqualTo("OK Done");
    }

    @Test
    void compressesOnce() throws Exception {
        client.compress();
        assertThat(client.command("COMPRESS DEFLATE"))
                .containsExactly("BAD [COMPRESSIONACTIVE] DEFLATE is active already");
        assertThat(client.command("NOOP")).containsExactly("OK Done");
    }

    /** The client MUST wait for the answer (RFC 4978 §3): what it has sent in the clear is obeyed in the clear. */
    @Test
    void octetsBehindTheCommandKeepItInTheClear() throws Exception {
        client.send("t COMPRESS DEFLATE\r\nt NOOP");
        assertThat(client.line()).isEqualTo("t BAD Wait for the answer to COMPRESS");
        assertThat(client.line()).isEqualTo("t OK Done");
        client.compress();
        assertThat(client.command("NOOP")).containsExactly("OK Done");
    }

    @Test
    void pushesWhileIdling() throws Exception {
        client.compress();
        client.command("SELECT INBOX");
        client.send("t IDLE");
        assertThat(client.line()).isEqualTo("+ idling");
        stage.append("INBOX", "Subject: three\r\n\r\n");
        assertThat(client.line()).isEqualTo("* 3 EXISTS");
        assertThat(client.line()).isEqualTo("* 3 RECENT");
        client.send("DONE");
        assertThat(client.line()).isEqualTo("t OK IDLE completed");
    }

    @Test
    void takesLargeMessagesAndGivesThemBack() throws Exception {
        client.compress();
        String message = "Subject: large\r\n\r\n" + "0123456789abcdef".repeat(40_000);
        client.send("t APPEND INBOX {" + message.length() + "+}\r\n" + message);
        assertThat(client.line()).startsWith("t OK [APPENDUID");
        client.send("t APPEND INBOX {" + message.length() + "}");
        assertThat(client.line()).isEqualTo("+ OK");
        client.send(message);
        assertThat(client.line()).startsWith("t OK [APPENDUID");
        client.command("SELECT INBOX");
        assertThat(String.join("\r\n", client.command("FETCH 3 BODY.PEEK[]"))).contains(message);
    }

    /** What a few octets expand to is skipped as it comes, within the bounds of what is skipped at all. */
    @Test
    void bombsAreBounded() throws Exception {
        client.compress();
        client.send("t NOOP " + "x".repeat(1_500_000));
        assertThat(client.line()).isEqualTo("t BAD [TOOBIG] Command is too long");
        assertThat(client.command("NOOP")).containsExactly("OK Done");
        client.send("t NOOP " + "x".repeat(4 << 20));
        assertThat(client.line()).isEqualTo("* BYE [TOOBIG] More octets than are skipped");
    }

    @Test
    void saysGoodbyeCompressed() throws Exception {
        client.compress();
        stage.drain();
        assertThat(client.line()).isEqualTo("* BYE [UNAVAILABLE] Server is going down");
    }

    @Test
    void closesWhenItIsNoDeflate() throws Exception {
        client.compress();
        client.socket.getOutputStream().write("t NOOP\r\nt NOOP\r\n".getBytes(ISO_8859_1));
        assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        private InputStream in;
        private boolean compressed;

        Client(ImapStage stage) throws IOException {
            socket = stage.connect();
            socket.setSoTimeout(20_000);
            in = socket.getInputStream();
            line();
        }

        void compress() throws IOException {
            assertThat(command("COMPRESS DEFLATE")).containsExactly("OK DEFLATE active");
            compressed = true;
            in = new BufferedInputStream(new InflaterInputStream(socket.getInputStream(), new Inflater(true), 1), 1);
        }

        void send(String text) throws IOException {
            byte[] octets = (text + "\r\n").getBytes(ISO_8859_1);
            if (!compressed) {
                socket.getOutputStream().write(octets);
                return;
            }
            deflater.setInput(octets);
            byte[] out = new byte[octets.length + 100];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            socket.getOutputStream().write(out, 0, length);
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed after " + line);
                }
                line.append((char) c);
            }
            line.setLength(line.length() - 1);
            return line.toString();
        }

        List<String> command(String command) throws IOException {
            send("t " + command);
            List<String> lines = new ArrayList<>();
            String line = line();
            while (!line.startsWith("t ")) {
                lines.add(line);
                line = line();
            }
            lines.add(line.substring(2));
            return lines;
        }

        @Override
        public void close() throws IOException {
            deflater.end();
            socket.close();
        }
    }
}
