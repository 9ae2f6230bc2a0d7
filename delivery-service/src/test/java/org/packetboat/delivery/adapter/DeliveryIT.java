package org.packetboat.delivery.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.packetboat.delivery.adapter.DeliveryStage.PATIENCE;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.deferral.DeferralsContract;
import org.packetboat.delivery.fake.ScriptedPeer;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Mailboxes.Outcome;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.local.launcher.embedded.Server;

/** Delivery with a real broker, object store and database; the mailbox service is a fake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryIT {
    private static final Logger LOG = Logger.getLogger(DeliveryIT.class);

    private DeliveryStage stage;

    @BeforeAll
    void startServers(@TempDir Path data) throws Exception {
        stage = new DeliveryStage(data, Tracing.OFF);
    }

    @AfterAll
    void stopServers() throws Exception {
        stage.close();
    }

    @BeforeEach
    void begin() throws Exception {
        stage.begin();
    }

    @AfterEach
    void stopProcess() {
        stage.stopProcess();
    }

    @Test
    void deliversAndCommits() throws Exception {
        List<AcceptedMail> mails = stage.send(20, 3);
        stage.awaitDelivered(mails);
        stage.restartProcess();
        List<AcceptedMail> more = stage.send(1, 3);
        stage.awaitDelivered(more);
        byte[] body = stage.octets(stage.mailboxes().rows(1).getLast());
        assertThat(body).isEqualTo(more.getFirst().getInline().toByteArray());
        assertExactlyOnce(21);
    }

    @Test
    void packsUnderLoad() throws Exception {
        stage.awaitDelivered(stage.send(1, 1));
        stage.puts().set(0);
        long started = System.nanoTime();
        List<AcceptedMail> mails = stage.send(5_000, 50);
        stage.awaitDelivered(mails);
        double seconds = (System.nanoTime() - started) / 1e9;
        LOG.infof(
                "packs under load messages-per-second=%.0f puts=%d",
                5_000 / seconds, stage.puts().get());
        assertExactlyOnce(5_001);
        assertThat(stage.puts().get()).isLessThan(1_000);
    }

    @Test
    void survivesEveryServerBeingKilledAndItself() throws Exception {
        RandomGenerator random = new SplittableRandom(Long.getLong("seed", 42));
        List<AcceptedMail> mails = new ArrayList<>();
        for (Server server : Server.values()) {
            mails.addAll(stage.send(200, 20));
            stage.infrastructure().kill(server);
            stage.mailboxes().failAfterStoring(random.nextInt(3));
            if (random.nextBoolean()) {
                stage.restartProcess();
            }
            stage.infrastructure().start(server);
            mails.addAll(stage.send(100, 20));
            stage.restartProcess();
        }
        stage.awaitDelivered(mails);
        assertExactlyOnce(mails.size());
    }

    @Test
    void defersWhatAsksToTryAgainAndDeliversItLater() throws Exception {
        stage.mailboxes().answer(4801, Outcome.RETRY);
        AcceptedMail mail = TestMail.to(4801, 4802);
        stage.send(mail);
        await().atMost(PATIENCE).until(() -> stage.deferrals().count() == 1);
        assertThat(stage.mailboxes().rows(4802)).hasSize(1);
        AcceptedMail next = TestMail.to(4802);
        stage.send(next);
        await().atMost(PATIENCE).until(() -> stage.mailboxes().rows(4802).size() == 2);
        stage.mailboxes().answer(4801, Outcome.STORED);
        await().atMost(PATIENCE).until(() -> stage.deferrals().count() == 0);
        assertThat(stage.mailboxes().rows(4801)).hasSize(1);
    }

    @Test
    void bouncesOnceIntoTheSendersMailbox() throws Exception {
        stage.mailboxes().answer(4701, Outcome.GONE);
        stage.mailboxes().account("sender@mail.test", 4711);
        AcceptedMail mail = TestMail.to(4701);
        stage.send(mail);
        stage.send(mail);
        await().atMost(PATIENCE).until(() -> !stage.mailboxes().rows(4711).isEmpty());
        stage.awaitDelivered(stage.send(10, 2, 5));
        assertThat(stage.mailboxes().rows(4711)).hasSize(1);
        assertThat(new String(
                        stage.octets(stage.mailboxes().rows(4711).getFirst()), java.nio.charset.StandardCharsets.UTF_8))
                .contains("5.1.1");
    }

    @Test
    void mailForElsewhereLeavesOnceWhoeverIsKilled() throws Exception {
        RandomGenerator random = new SplittableRandom(Long.getLong("seed", 43));
        try (ScriptedPeer peer =
                new ScriptedPeer("127.0.0.1", 0, port -> {}).told("RCPT=250 ok, 450 4.2.0 later, 250 ok")) {
            stage.relayTo(peer);
            int messages = 0;
            for (Server server : List.of(Server.POSTGRES, Server.KAFKA)) {
                messages += sendElsewhere(messages, 100);
                stage.infrastructure().kill(server);
                if (random.nextBoolean()) {
                    stage.restartProcess();
                }
                stage.infrastructure().start(server);
                messages += sendElsewhere(messages, 50);
                stage.restartProcess();
            }
            int all = messages;
            await().atMost(PATIENCE).until(() -> Set.copyOf(peer.messages()).size() == all);
            await().atMost(PATIENCE).until(() -> stage.queued() == 0);
            // A process that is stopped lets a message end; a database that is killed is waited for. So nothing is
            // doubled here.
            assertThat(peer.messages()).hasSize(all);
        }
    }

    private int sendElsewhere(int from, int count) throws Exception {
        for (int i = from; i < from + count; i++) {
            String text = "Subject: number " + i + "\r\n\r\n";
            AcceptedMail mail = TestMail.mail(text).build();
            AcceptedMail remote = mail.toBuilder()
                    .setReturnPathOctets(mail.getInline().size() - text.length())
                    // What was accepted long ago would come back.
                    .setAcceptedAtMillis(InstantSource.system().millis())
                    .addRecipients(TestMail.remote("user" + i + "@far.test").getRecipients(0))
                    .build();
            stage.send(remote);
            if (i % 7 == 0) {
                stage.send(remote);
            }
        }
        return count;
    }

    @Test
    void deadLettersAreKeptAndReplayed() throws Exception {
        DeadLetterReplay replay = stage.replay();
        replay.replay();
        AcceptedMail lost = TestMail.staged(TestMail.to(4), "staged/2026110100/lost", 100);
        stage.send(lost);
        stage.awaitDelivered(stage.send(5, 4, 1));
        stage.store().put("staged/2026110100/lost", new byte[100], 100);
        await().atMost(PATIENCE).until(() -> replay.replay() == 1);
        await().atMost(PATIENCE)
                .until(() -> stage.mailboxes().rows(4).stream()
                        .anyMatch(row -> row.deliveryId().equals(DeliveryId.of(lost.getDeliveryId()))));
        assertThat(replay.replay()).isZero();
    }

    /** The deferral table itself. */
    @Nested
    class Table extends DeferralsContract {
        @Override
        protected Deferrals deferrals() {
            return stage.deferrals();
        }

        @Override
        protected Instant now() {
            return InstantSource.system().instant().minusSeconds(1);
        }

        @BeforeEach
        void alone() throws Exception {
            stage.stopProcess();
            stage.forgetDeferrals();
        }
    }

    private void assertExactlyOnce(int messages) {
        Map<DeliveryId, Integer> found = stage.found();
        assertThat(found).hasSize(messages);
        assertThat(found.values()).containsOnly(1);
    }
}
