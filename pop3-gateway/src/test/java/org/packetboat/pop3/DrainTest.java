package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
    /** How many are due: said, or waiting behind the command in progress. */
    private final AtomicInteger goodbyes = new AtomicInteger();

    private final FakeBackends backends = new FakeBackends();
    private TestListener listener;

    @BeforeEach
    void listen() {
        listener =
                new TestListener(countingGoodbyes(), Link.CLEAR_ALLOWED, new Pop3Listener.Backing(backends, backends));
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
            // The answer is much too large for the buffers between us.
            await().until(() -> goodbyes.get() == 1);
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
            await().until(() -> goodbyes.get() == 1);
            assertThat(client.lines()).hasSize(LARGE_OCTETS / 80);
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
            assertThat(forced.get()).isZero();
        }
        assertThat(backends.uids()).containsExactly(1L, 2L);
    }

    /** The timers that a drain sets are those of goodbyes. */
    @SuppressWarnings("unchecked")
    private Vertx countingGoodbyes() {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("setTimer")) {
                        return method.invoke(vertx, arguments);
                    }
                    Handler<Long> handler = (Handler<Long>) arguments[1];
                    return vertx.setTimer((Long) arguments[0], timer -> {
                        handler.handle(timer);
                        goodbyes.incrementAndGet();
                    });
                });
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
            } catch (SocketException e) {
                // The kernel had taken it before the port was closed.
                return false;
            }
        });
    }
}
