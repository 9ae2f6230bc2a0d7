package org.packetboat.net.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.testkit.seed.Fragmenter;
import org.packetboat.testkit.seed.Seed;

@Timeout(120)
class ProtocolServerTest {
    private static final ListenerOptions OPTIONS = ListenerOptions.of("talk", "127.0.0.1", 0);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TalkSession.Probe probe = new TalkSession.Probe();
    private ProtocolServer server = server(OPTIONS, false);

    private ProtocolServer server(ListenerOptions options, boolean literals) {
        return new ProtocolServer(
                vertx, "talk", List.of(options), TalkSession.factory(probe, literals), meters, new SplittableRandom(1));
    }

    private int start() {
        return server.start().getFirst();
    }

    private static final ListenerOptions.Timeouts SHORT = new ListenerOptions.Timeouts(
            Duration.ofMillis(300),
            Duration.ZERO,
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            1024);

    @AfterEach
    void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answersPipelinedCommandsInOrderAndClosesAfterTheLastReply() throws IOException {
        try (Client client = new Client(start())) {
            client.send("one\r\ntwo\nQUIT\r\nnever\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n+one\r\n+two\r\n+bye\r\n");
        }
    }

    @Test
    void answersWhatCameBeforeTheClientEndedItsInput() throws IOException {
        try (Client client = new Client(start())) {
            client.send("one\r\ntwo\r\nunfinished");
            client.socket.shutdownOutput();
            assertThat(client.rest()).isEqualTo("+hello\r\n+one\r\n+two\r\n");
        }
        await().untilAsserted(() -> assertThat(probe.closed).hasValue(1));
    }

    @Test
    void readsRawOctetsAndReturnsToLines() throws IOException {
        try (Client client = new Client(start())) {
            client.send("RAW\r\n" + "x".repeat(2_000_000) + "!after\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n+go\r\n+raw 2000000\r\n+after\r\n+bye\r\n");
        }
    }

    @Test
    void skipsOverlongLines() throws IOException {
        try (Client client = new Client(start())) {
            client.send("y".repeat(1_000_000) + "\r\nnext\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n-overlong 128\r\n+next\r\n+bye\r\n");
        }
    }

    @Test
    void readsLiterals() throws IOException {
        server = server(OPTIONS, true);
        try (Client client = new Client(start())) {
            client.send("a {3+}\r\nxyz b\r\n");
            client.send("STREAM {100000+}\r\n" + "z".repeat(100_000) + " tail\r\n");
            client.send("STREAMHALF {100000+}\r\n" + "z".repeat(100_000) + " tail {5+}\r\n12345 end\r\n");
            client.send("STREAMREST {10+}\r\n0123456789 (tail) \r\n");
            client.send("IGNORE {9+}\r\n012345678 {3+}\r\nabc\r\n");
            client.send("big {60+}\r\n" + "b".repeat(60) + "\r\n");
            client.send("last\r\nQUIT\r\n");
            assertThat(client.rest())
                    .isEqualTo("+hello\r\n+a {3+}\r\nxyz b\r\n+streamed 100000 then  tail\r\n-half\r\n+streamed 10\r\n"
                            + "-no\r\n-refused 60\r\n+last\r\n+bye\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(Fragmenter.class)
    void readsLiteralsWhereverTheyAreCut(Fragmenter fragmenter) throws IOException {
        server = server(OPTIONS, true);
        String script = "a {3+}\r\nxyz b\r\nSTREAM {30+}\r\n" + "z".repeat(30) + " tail\r\n"
                + "STREAMHALF {40+}\r\n" + "z".repeat(40) + " tail {5+}\r\n12345 end\r\n"
                + "STREAMREST {10+}\r\n0123456789 (tail) \r\nIGNORE {9+}\r\n012345678 {3+}\r\nabc\r\n"
                + "RAW\r\nxxxxxxx!last\r\nQUIT\r\n";
        try (Client client = new Client(start())) {
            for (byte[] piece : fragmenter.cut(script.getBytes(US_ASCII), Seed.random("literals"))) {
                client.socket.getOutputStream().write(piece);
            }
            assertThat(client.rest())
                    .as(Seed.hint())
                    .isEqualTo("+hello\r\n+a {3+}\r\nxyz b\r\n+streamed 30 then  tail\r\n-half\r\n+streamed 10\r\n"
                            + "-no\r\n+go\r\n+raw 7\r\n+last\r\n+bye\r\n");
        }
    }

    @Test
    void asksForSynchronisingLiterals() throws IOException {
        server = server(OPTIONS, true);
        try (Client client = new Client(start())) {
            assertThat(client.line()).isEqualTo("+hello");
            client.send("a {3}\r\n");
            assertThat(client.line()).isEqualTo("+ OK");
            client.send("xyz {0}\r\n");
            assertThat(client.line()).isEqualTo("+ OK");
            client.send("\r\n");
            assertThat(client.line()).isEqualTo("+a {3}");
            assertThat(client.line()).isEqualTo("xyz {0}");
            assertThat(client.line()).isEmpty();
            client.send("big {60}\r\n");
            assertThat(client.line()).isEqualTo("-refused 60");
            client.send("IGNORE {9}\r\n");
            assertThat(client.line()).isEqualTo("-no");
            client.send("STREAM {4}\r\n");
            assertThat(client.line()).isEqualTo("+ OK");
            client.send("abcd\r\n");
            assertThat(client.line()).isEqualTo("+streamed 4 then ");
        }
    }

    @Test
    void interruptsTheCommandWhenTheClientResets() throws Exception {
        Client client = new Client(start());
        client.send("SLEEP\r\n");
        probe.sleeping.await();
        client.socket.setSoLinger(true, 0);
        client.close();
        await().untilAsserted(() -> assertThat(probe.closed).hasValue(1));
        assertThat(probe.interrupted).hasValue(1);
        assertThat(server.connections()).isZero();
    }

    @Test
    void closesAfterABugAndForIdleness() throws IOException {
        server = server(OPTIONS.with(SHORT), false);
        int port = start();
        try (Client failing = new Client(port);
                Client idle = new Client(port);
                Client slow = new Client(port)) {
            failing.send("FAIL\r\n");
            assertThat(failing.rest()).startsWith("+hello");
            assertThat(idle.rest()).isEqualTo("+hello\r\n-farewell IDLE\r\n");
            slow.send("RAW\r\nabc");
            assertThat(slow.rest()).startsWith("+hello");
        }
    }

    @Test
    void everyEndOfALoginIsCounted() throws Exception {
        int port = start();
        try (Client good = new Client(port);
                Client failing = new Client(port);
                Client leaving = new Client(port)) {
            good.send("ALICE\r\nQUIT\r\n");
            assertThat(good.rest()).startsWith("+hello");
            failing.send("BUGGY\r\n");
            assertThat(failing.rest()).startsWith("+hello");
            leaving.send("SLEEPY\r\n");
            probe.sleeping.await();
            leaving.socket.setSoLinger(true, 0);
        }
        await().untilAsserted(() -> assertThat(probe.closed).hasValue(3));
        for (String outcome : List.of("ok", "bug", "interrupted")) {
            assertThat(meters.counter("packetboat.logins", "protocol", "talk", "mechanism", "PLAIN", "outcome", outcome)
                            .count())
                    .as(outcome)
                    .isEqualTo(1);
        }
    }

    @Test
    void closesAClientThatDoesNotRead() throws IOException {
        server = server(OPTIONS.with(SHORT), false);
        try (Client client = new Client(start())) {
            client.send("FLOOD\r\n");
            await().untilAsserted(() -> assertThat(probe.closed).hasValue(1));
            assertThat(client.socket.isClosed()).isFalse();
        }
    }

    @Test
    void turnsAwayWhatIsTooMuch() throws IOException {
        server = server(OPTIONS.with(new ListenerOptions.Limits(10, 1, 0, 0, 0)), false);
        int port = start();
        try (Client first = new Client(port)) {
            assertThat(first.line()).isEqualTo("+hello");
            try (Client second = new Client(port)) {
                assertThat(second.rest()).isEqualTo("-ADDRESS_FULL\r\n");
            }
            first.send("QUIT\r\n");
            assertThat(first.rest()).isEqualTo("+bye\r\n");
        }
        await().untilAsserted(() -> assertThat(server.connections()).isZero());
        try (Client third = new Client(port)) {
            assertThat(third.line()).isEqualTo("+hello");
        }
    }

    @Test
    void saysGoodbyeWhenItDrains() throws Exception {
        int port = start();
        try (Client idle = new Client(port)) {
            assertThat(idle.line()).isEqualTo("+hello");
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> restAndClose(idle));
            assertThat(server.drain(Duration.ofSeconds(6))).isZero();
            assertThat(said.get()).isEqualTo("-farewell DRAINING\r\n");
        }
    }

    private static String restAndClose(Client client) {
        try (client) {
            return client.rest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 7888 §4, and a client that was told to go on: half of a command is one in progress when we have asked for the other half. */
    @ParameterizedTest
    @ValueSource(strings = {"one {5}", "one {5+}"})
    void aDrainWaitsForALiteralThatWasAskedFor(String announcement) throws Exception {
        server = server(OPTIONS, true);
        int port = server.start().getFirst();
        try (Client client = new Client(port)) {
            assertThat(client.line()).isEqualTo("+hello");
            client.send(announcement + "\r\nab");
            if (announcement.endsWith("{5}")) {
                client.line();
            }
            CompletableFuture<Integer> forced = CompletableFuture.supplyAsync(() -> drain(Duration.ofSeconds(10)));
            await().until(() -> !accepts(port));
            await().pollDelay(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(forced).isNotDone());
            client.send("cde\r\n");
            assertThat(client.rest()).startsWith("+one").endsWith("-farewell DRAINING\r\n");
            client.close();
            assertThat(forced.get()).isZero();
        }
    }

    private int drain(Duration grace) {
        try {
            return server.drain(grace);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean accepts(int port) {
        try (Client another = new Client(port)) {
            return another.socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** A literal that nobody wants may take its time, as long as it comes. */
    @Test
    void skipsALongLiteralThatTakesLongerThanACommandMay() throws Exception {
        ListenerOptions.Timeouts timeouts = new ListenerOptions.Timeouts(
                Duration.ofSeconds(60),
                Duration.ZERO,
                Duration.ofMillis(600),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1024);
        server = server(OPTIONS.with(timeouts), true);
        try (Client client = new Client(start())) {
            assertThat(client.line()).isEqualTo("+hello");
            client.send("IGNORE {120000+}\r\n");
            assertThat(client.line()).isEqualTo("-no");
            for (int i = 0; i < 20; i++) {
                client.send("x".repeat(6_000));
                LockSupport.parkNanos(Duration.ofMillis(120).toNanos());
            }
            client.send("\r\nnext\r\n");
            assertThat(client.line()).isEqualTo("+next");
        }
    }

    @Test
    void cutsCommandsThatOutlastTheGrace() throws Exception {
        int port = start();
        try (Client busy = new Client(port)) {
            busy.send("SLEEP\r\n");
            probe.sleeping.await();
            assertThat(server.drain(Duration.ofMillis(200))).isEqualTo(1);
            await().untilAsserted(() -> assertThat(server.connections()).isZero());
            assertThat(probe.interrupted).hasValue(1);
        }
    }

    @Test
    void runsSubmittedTasksBetweenCommands() throws IOException {
        try (Client client = new Client(start())) {
            client.send("PUSH\r\nnext\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n*pushed\r\n+next\r\n+bye\r\n");
        }
    }
}
