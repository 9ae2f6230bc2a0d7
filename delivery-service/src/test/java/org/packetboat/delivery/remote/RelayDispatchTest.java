package org.packetboat.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.delivery.fake.ScriptedPeer;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.dns.MailDns.Exchanger;

/** The relay with its threads: who gets work, and when. */
class RelayDispatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path spool;

    private RelayStage stage;

    @BeforeEach
    void begin() {
        stage = new RelayStage(spool);
    }

    @AfterEach
    void end() throws Exception {
        stage.close();
    }

    @Test
    void whatComesWhileItRunsLeavesAtOnce() throws Exception {
        ScriptedPeer peer = stage.peer("");
        // Nothing but a word makes it look before an hour has passed.
        try (Relay relay = stage.relay(4, 2, Duration.ofHours(1))) {
            relay.start();
            for (int i = 1; i <= 3; i++) {
                int sent = i;
                stage.send(TestMail.remote("a" + i + "@far.test"));
                relay.wake();
                await().atMost(PATIENCE).until(() -> peer.messages().size() == sent);
            }
            await().atMost(PATIENCE).until(() -> stage.open().isEmpty());
            assertThat(relay.isAlive()).isTrue();
        }
    }

    @Test
    void manyDestinationsHaveTheirTurnOverFewConnections() throws Exception {
        ScriptedPeer peer = stage.peer("");
        for (int i = 0; i < 30; i++) {
            stage.dns.mx("far" + i + ".test", new Exchanger(1, "mx1.far.test"));
            stage.send(TestMail.remote("a@far" + i + ".test"));
        }
        try (Relay relay = stage.relay(2, 2, Duration.ofHours(1))) {
            relay.start();
            await().atMost(PATIENCE).until(() -> stage.open().isEmpty());
        }
        assertThat(peer.messages()).hasSize(30);
    }

    @Test
    void manyMessagesOfOneDestinationAllLeave() throws Exception {
        ScriptedPeer peer = stage.peer("");
        for (int i = 0; i < 100; i++) {
            stage.send(TestMail.remote("a" + i + "@far.test"));
        }
        try (Relay relay = stage.relay(8, 4, Duration.ofHours(1))) {
            relay.start();
            await().atMost(PATIENCE).until(() -> stage.open().isEmpty());
        }
        assertThat(peer.messages()).hasSize(100);
    }

    @Test
    void aDestinationThatIsDeadStopsNobodyElse() throws Exception {
        ScriptedPeer peer = stage.peer("");
        // Nobody listens there.
        stage.dns.mx("dead.test", new Exchanger(1, "mx.dead.test")).address("mx.dead.test", "127.0.0.99");
        for (int i = 0; i < 20; i++) {
            stage.send(TestMail.remote("a" + i + "@dead.test"));
            stage.send(TestMail.remote("a" + i + "@far.test"));
        }
        try (Relay relay = stage.relay(2, 2, Duration.ofHours(1))) {
            relay.start();
            await().atMost(PATIENCE).until(() -> peer.messages().size() == 20);
            await().atMost(PATIENCE).until(() -> stage.open().size() == 20);
            // It is left alone as a whole.
            assertThat(stage.queue.due("", 10, java.util.Optional.empty())).isEmpty();
        }
    }

    @Test
    void whatIsDueWhenItBeginsIsFoundWithoutAWord() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.send(TestMail.remote("a@far.test"));
        try (Relay relay = stage.relay(2, 2, Duration.ofHours(1))) {
            relay.start();
            await().atMost(PATIENCE).until(() -> peer.messages().size() == 1);
        }
    }

    @Test
    void afterItsEndItIsNotAlive() throws Exception {
        Relay relay = stage.relay(2, 2, Duration.ofHours(1));
        relay.start();
        relay.close();
        await().atMost(PATIENCE).until(() -> !relay.isAlive());
    }
}
