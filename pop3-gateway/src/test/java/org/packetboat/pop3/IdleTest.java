package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.pop3.session.Link;

/** RFC 1939 §3: who is silent for too long is left without a word, and nothing is deleted. */
@Timeout(60)
class IdleTest {
    private static final ListenerOptions.Timeouts SHORT = ListenerOptions.Timeouts.DEFAULTS
            .withIdle(Duration.ofMillis(500))
            .withAuthentication(Duration.ofSeconds(2));

    private final FakeBackends backends = new FakeBackends();

    @Test
    void aLineWithoutAnEndIsNotSkippedForEver() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (TestListener listener =
                        new TestListener(vertx, Link.CLEAR_ALLOWED, new Pop3Listener.Backing(backends, backends));
                Pop3Client client = listener.connect();
                Pop3Client other = listener.connect()) {
            String endless = "x".repeat(2_200_000);
            client.send(endless);
            assertThat(client.reply()).isEqualTo("-ERR line too long");
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
            assertThat(other.say("AUTH PLAIN")).startsWith("+");
            other.send(endless);
            assertThat(other.reply()).startsWith("-ERR");
            assertThat(other.reply()).isEqualTo(Pop3Client.CLOSED);
        } finally {
            vertx.close();
        }
    }

    @Test
    void whatAnIdleSessionHasMarkedStays() throws Exception {
        backends.add("Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII));
        Vertx vertx = Vertx.vertx();
        try (TestListener listener = new TestListener(
                        vertx, Link.CLEAR_ALLOWED, new Pop3Listener.Backing(backends, backends), SHORT);
                Pop3Client client = listener.connect()) {
            assertThat(client.say("USER alice@mail.test")).startsWith("+OK");
            assertThat(client.say("PASS secret")).startsWith("+OK");
            assertThat(client.say("DELE 1")).startsWith("+OK");
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
        } finally {
            vertx.close();
        }
        assertThat(backends.uids()).containsExactly(1L);
        await().untilAsserted(() -> assertThat(backends.locked()).isFalse());
    }
}
