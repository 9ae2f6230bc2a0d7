package org.packetboat.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.transcript.Transcript;

/** A large message: what is read of it is what is asked for, and whoever does not take it costs little. */
@Timeout(120)
class LargeMessageTest {
    private static final int SIZE = 50 << 20;

    /** Of the one that is read to its end. */
    private static final int STREAMED = 8 << 20;

    private static final Transcript EMPTY = Transcript.parse("large", "mailboxes: INBOX\n");
    private static final Vertx VERTX = Vertx.vertx();
    private ImapStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(VERTX, EMPTY);
    }

    private void append(int size) throws InterruptedException {
        String head = """
                Subject: large
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                short
                --b
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64

                """.replace("\n", "\r\n");
        byte[] line = new byte[57];
        for (int i = 0; i < line.length; i++) {
            line[i] = (byte) (i + 1);
        }
        String encoded = Base64.getEncoder().encodeToString(line) + "\r\n";
        stage.append("INBOX", head + encoded.repeat((size - head.length() - 10) / encoded.length()) + "--b--\r\n");
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @AfterAll
    static void stopLoops() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private long octetsRead(String command) throws IOException {
        try (Session session = new Session(stage)) {
            int before = stage.store().calls().size();
            session.command(command);
            return stage.store().calls().stream()
                    .skip(before)
                    .filter(call -> call.startsWith("get "))
                    .mapToLong(call -> Long.parseLong(call.substring(call.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    /** RFC 3501 §6.4.5, architecture 4.5: ranged reads, never the message. */
    @Test
    void readsWhatIsAskedFor() throws Exception {
        append(SIZE);
        assertThat(octetsRead("FETCH 1 BODY.PEEK[]<0.100>")).isEqualTo(100);
        assertThat(octetsRead("FETCH 1 BODY.PEEK[]<40000000.1000>")).isEqualTo(1_000);
        assertThat(octetsRead("FETCH 1 BODY.PEEK[1]")).isEqualTo(5);
        assertThat(octetsRead("FETCH 1 (BODY.PEEK[2.MIME] BODY.PEEK[2]<5.10>)")).isLessThan(200);
        assertThat(octetsRead("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]")).isZero();
        assertThat(octetsRead("FETCH 1 (ENVELOPE BODYSTRUCTURE PREVIEW RFC822.SIZE)"))
                .isZero();
        assertThat(octetsRead("FETCH 1 BINARY.PEEK[]<40000000.100>")).isEqualTo(100);
        assertThat(octetsRead("FETCH 1 BINARY.PEEK[2]<0.100>")).isLessThanOrEqualTo(128 << 10);
    }

    @Test
    void decodesInStreams() throws Exception {
        append(STREAMED);
        try (Session session = new Session(stage)) {
            session.send("t FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2])");
            String line = session.line();
            int lines = (STREAMED - 290) / 78;
            assertThat(line).startsWith("* 1 FETCH (BINARY.SIZE[2] ").endsWith("}");
            long size = Long.parseLong(line.substring(line.indexOf('{') + 1, line.length() - 1));
            assertThat(size % 57).isZero();
            assertThat(size / 57).isBetween((long) lines - 5, (long) lines + 5);
            assertThat(line).contains("BINARY.SIZE[2] " + size + " ");
            session.skip(size);
            assertThat(session.line()).isEqualTo(")");
            assertThat(session.line()).isEqualTo("t OK Fetched");
        }
    }

    /** I6, and house style 3.5: a client that stops reading costs a bounded buffer; others are answered meanwhile. */
    @Test
    void slowReadersCostLittle() throws Exception {
        append(SIZE);
        List<Session> readers = new ArrayList<>();
        try (Session other = new Session(stage)) {
            other.command("NOOP");
            long before = used();
            for (int i = 0; i < 100; i++) {
                Session reader = new Session(stage);
                reader.takesLittle();
                readers.add(reader);
                reader.send("t FETCH 1 BODY.PEEK[]");
            }
            for (Session reader : readers) {
                assertThat(reader.line()).startsWith("* 1 FETCH (BODY[] {");
            }
            long started = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                other.command("NOOP");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(used() - before).isLessThan(100 * (1L << 20)));
        } finally {
            for (Session reader : readers) {
                reader.close();
            }
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() + PlatformDependent.usedDirectMemory();
    }

    /** Item by item and decoded: the one waits for the store and the client, the other computes. */
    @Test
    void hugeAnswersDoNotStarveOthers() throws Exception {
        append(STREAMED);
        try (Session other = new Session(stage);
                Session first = new Session(stage);
                Session second = new Session(stage)) {
            first.send("t FETCH 1 BODY.PEEK[]");
            second.send("t FETCH 1 BINARY.PEEK[2]");
            Thread reading = Thread.ofPlatform().start(() -> drain(first));
            Thread decoding = Thread.ofPlatform().start(() -> drain(second));
            long slowest = 0;
            for (int i = 0; i < 50; i++) {
                long started = System.nanoTime();
                other.command("NOOP");
                slowest = Math.max(slowest, System.nanoTime() - started);
            }
            reading.join();
            decoding.join();
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static void drain(Session session) {
        try {
            String line = session.line();
            session.skip(Long.parseLong(line.substring(line.indexOf('{') + 1, line.length() - 1)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Logged in, INBOX selected. */
    private static final class Session implements AutoCloseable {
        private final Socket socket;

        Session(ImapStage stage) throws IOException {
            socket = stage.connect();
            socket.setSoTimeout(60_000);
            line();
            command("LOGIN alice@mail.test secret");
            command("SELECT INBOX");
        }

        /** What it has not read waits at the server, not here. */
        void takesLittle() throws IOException {
            socket.setReceiveBufferSize(16 << 10);
        }

        void send(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c != '\n';
                    c = socket.getInputStream().read()) {
                if (c < 0) {
                    throw new IOException("closed after " + line);
                }
                line.append((char) c);
            }
            line.setLength(line.length() - 1);
            return line.toString();
        }

        void skip(long octets) throws IOException {
            socket.getInputStream().skipNBytes(octets);
        }

        void command(String command) throws IOException {
            send("t " + command);
            String line = line();
            while (!line.startsWith("t ")) {
                line = line();
            }
            assertThat(line).startsWith("t OK");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
