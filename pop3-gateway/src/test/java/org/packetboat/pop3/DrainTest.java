package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.pop3.session.Link;

/** RFC 1939 §6: a gateway that goes down ends the QUITs that have begun, and nothing else is deleted. */
@Timeout(60)
class DrainTest {
    private static final Duration GRACE = Duration.ofSeconds(6);
    private static final int LARGE_OCTETS = 20 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final FakeBackends backends = new FakeBackends();
    private TestListener listener;

    @BeforeEach
    void listen() {
        listener = new TestListener(vertx, Link.CLEAR_ALLOWED, new Pop3Listener.Backing(backends, backends));
        backends.add("Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII));
        backends.add("x".repeat(78).concat("\r\n").repeat(LARGE_OCTETS / 80).getBytes(US_ASCII));
    }

    @AfterEach
    void stop() {
        listener.close();
        vertx.close();
    }

    @Test
    void aQuitThatHasBegunCompletes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        backends.beforeCommit(() -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError("a QUIT was interrupted", e);
            }
        });
        try (Pop3Client client = login()) {
            assertThat(client.say("DELE 1")).startsWith("+OK");
            client.send("QUIT");
            begun.await();
            CompletableFuture<Integer> forced = drain();
            awaitNoMoreConnections();
            goOn.countDown();
            assertThat(client.reply()).isEqualTo("+OK goodbye");
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
            assertThat(forced.get()).isZero();
        }
        assertThat(backends.uids()).containsExactly(2L);
        assertThat(backends.locked()).isFalse();
    }

    @Test
    void marksThatNoQuitFollowsDeleteNothing() throws Exception {
        try (Pop3Client client = login()) {
            assertThat(client.say("DELE 1")).startsWith("+OK");
            CompletableFuture<Integer> forced = drain();
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
            assertThat(forced.get()).isZero();
        }
        assertThat(backends.uids()).containsExactly(1L, 2L);
        await().untilAsserted(() -> assertThat(backends.locked()).isFalse());
    }

    @Test
    void theAnswerInProgressIsSentToItsEnd() throws Exception {
        try (Pop3Client client = login()) {
            assertThat(client.say("DELE 1")).startsWith("+OK");
            client.send("RETR 2");
            assertThat(client.reply()).startsWith("+OK");
            CompletableFuture<Integer> forced = drain();
            // By then every goodbye is due; the answer is much too large for the buffers between us.
            await().pollDelay(GRACE.multipliedBy(62).dividedBy(100))
                    .atMost(GRACE)
                    .until(() -> true);
            assertThat(client.lines()).hasSize(LARGE_OCTETS / 80);
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
            assertThat(forced.get()).isZero();
        }
        assertThat(backends.uids()).containsExactly(1L, 2L);
    }

    @Test
    void aQuitThatWaitsBehindAnotherCommandHasNotBegun() throws Exception {
        try (Pop3Client client = login()) {
            assertThat(client.say("DELE 1")).startsWith("+OK");
            client.send("RETR 2\r\nQUIT");
            assertThat(client.reply()).startsWith("+OK");
            CompletableFuture<Integer> forced = drain();
            await().pollDelay(GRACE.multipliedBy(62).dividedBy(100))
                    .atMost(GRACE)
                    .until(() -> true);
            assertThat(client.lines()).hasSize(LARGE_OCTETS / 80);
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
            assertThat(forced.get()).isZero();
        }
        assertThat(backends.uids()).containsExactly(1L, 2L);
    }

    private Pop3Client login() throws Exception {
        Pop3Client client = listener.connect();
        assertThat(client.say("USER alice@mail.test")).startsWith("+OK");
        assertThat(client.say("PASS secret")).isEqualTo("+OK 2 messages");
        return client;
    }

    private CompletableFuture<Integer> drain() {
        CompletableFuture<Integer> forced = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                forced.complete(listener.listener().drain(GRACE));
            } catch (InterruptedException e) {
                forced.completeExceptionally(e);
            }
        });
        return forced;
    }

    private void awaitNoMoreConnections() {
        await().until(() -> {
            try {
                listener.connect().close();
                return false;
            } catch (ConnectException e) {
                return true;
            }
        });
    }
}
