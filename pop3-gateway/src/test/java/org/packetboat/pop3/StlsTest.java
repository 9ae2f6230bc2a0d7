package org.packetboat.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.pop3.session.Link;

/** RFC 2595 §4, with real handshakes. */
@Timeout(60)
class StlsTest {
    private final Vertx vertx = Vertx.vertx();
    private final FakeBackends backends = new FakeBackends();
    private TestListener listener;

    @BeforeEach
    void listen() {
        listener = new TestListener(vertx, Link.STARTTLS, new Pop3Listener.Backing(backends, backends));
    }

    @AfterEach
    void stop() {
        listener.close();
        vertx.close();
    }

    @Test
    void capabilitiesFollowWhatTheConnectionIsWorth() throws Exception {
        try (Pop3Client client = listener.connect()) {
            assertThat(capabilities(client))
                    .contains("STLS", "SASL SCRAM-SHA-256")
                    .doesNotContain("USER")
                    .noneMatch(line -> line.contains("PLAIN"));
            assertThat(client.say("STLS")).isEqualTo("+OK begin TLS");
            TestListener.encrypt(client);
            List<String> encrypted = capabilities(client);
            assertThat(encrypted)
                    .contains("USER", "SASL SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN")
                    .doesNotContain("STLS");
            assertThat(client.say("STLS")).isEqualTo("-ERR not in this state");
            assertThat(client.say("USER alice@mail.test")).startsWith("+OK");
            assertThat(client.say("PASS secret")).isEqualTo("+OK 0 messages");
            assertThat(capabilities(client)).isEqualTo(encrypted);
        }
    }

    @Test
    void whatCameBeforeIsForgotten() throws Exception {
        try (TestListener allowing =
                        new TestListener(vertx, Link.STARTTLS_ALLOWED, new Pop3Listener.Backing(backends, backends));
                Pop3Client client = allowing.connect()) {
            assertThat(client.say("USER alice@mail.test")).startsWith("+OK");
            assertThat(client.say("STLS")).isEqualTo("+OK begin TLS");
            TestListener.encrypt(client);
            assertThat(client.say("PASS secret")).isEqualTo("-ERR not in this state");
            assertThat(client.say("UTF8")).startsWith("+OK");
        }
    }

    /** RFC 6856 §2.1. */
    @Test
    void thereIsNoStlsAfterUtf8() throws Exception {
        try (Pop3Client client = listener.connect()) {
            assertThat(client.say("UTF8")).startsWith("+OK");
            assertThat(client.say("STLS")).isEqualTo("-ERR not in this state");
            assertThat(capabilities(client)).contains("UTF8 USER").doesNotContain("STLS");
        }
    }

    /** CVE-2011-0411: commands that somebody has slipped in before the handshake are not obeyed after it. */
    @Test
    void commandsBehindStlsCloseTheConnection() throws Exception {
        try (Pop3Client client = listener.connect()) {
            client.send("STLS", "USER alice@mail.test", "PASS secret");
            assertThat(client.reply()).isIn("+OK begin TLS", Pop3Client.CLOSED);
            assertThat(client.reply()).isEqualTo(Pop3Client.CLOSED);
        }
        assertThat(backends.locked()).isFalse();
    }

    /** RFC 5034 §4: the server's signature is a challenge, which an empty response answers. */
    @Test
    void scramLogsInWithoutTls() throws Exception {
        try (Pop3Client client = listener.connect()) {
            assertThat(client.say("AUTH PLAIN")).isEqualTo("-ERR encryption required");
            assertThat(client.scram("alice@mail.test", "secret")).isEqualTo("+OK 0 messages");
            assertThat(client.say("STLS")).isEqualTo("-ERR not in this state");
        }
    }

    private static List<String> capabilities(Pop3Client client) throws Exception {
        assertThat(client.say("CAPA")).startsWith("+OK");
        return client.lines();
    }
}
