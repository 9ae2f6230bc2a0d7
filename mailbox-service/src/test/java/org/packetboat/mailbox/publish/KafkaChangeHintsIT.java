package org.packetboat.mailbox.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.records.MailboxChange;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.testkit.adapter.TopicReader;

class KafkaChangeHintsIT {
    @TempDir
    static Path data;

    @Test
    void tellsTheLatestStateOfEachMailbox() throws Exception {
        try (Infrastructure infrastructure = Infrastructure.start(data, EnumSet.of(Server.KAFKA))) {
            Map<String, Object> broker = infrastructure.kafka().properties();
            createTopic(broker);
            try (KafkaChangeHints hints = new KafkaChangeHints(new KafkaConnection(broker))) {
                // A producer that is not connected yet may lose its first ones.
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    hints.mailboxListChanged(1, 8);
                    return !read(broker).isEmpty();
                });
                hints.mailboxListChanged(1, 9);
                for (int i = 1; i <= 500; i++) {
                    hints.mailboxChanged(1, 2, i, i + 1);
                    hints.mailboxChanged(1, 3, 1_000 + i, 7);
                }
            }
            List<MailboxChange> changes = read(broker);
            assertThat(changes).anyMatch(change -> change.getMailboxList() && change.getMailboxId() == 9);
            assertThat(last(changes, 2).getModSeq()).isEqualTo(500);
            assertThat(last(changes, 2).getUidNext()).isEqualTo(501);
            assertThat(last(changes, 3).getModSeq()).isEqualTo(1_500);
        }
    }

    @Test
    void neverBlocksItsCallersWhileTheBrokerIsAway() throws Exception {
        try (KafkaChangeHints hints = new KafkaChangeHints(KafkaConnection.plaintext("127.0.0.1:1"))) {
            long started = System.nanoTime();
            for (int i = 1; i <= 100_000; i++) {
                hints.mailboxChanged(i, 2, i, i);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private static MailboxChange last(List<MailboxChange> changes, long mailboxId) {
        return changes.stream()
                .filter(change -> change.getMailboxId() == mailboxId)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static void createTopic(Map<String, Object> broker) throws Exception {
        try (Admin admin = Admin.create(broker)) {
            admin.createTopics(List.of(new NewTopic(TopicNames.MAILBOX_CHANGES, 1, (short) 1)))
                    .all()
                    .get();
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
        }
    }

    private static List<MailboxChange> read(Map<String, Object> broker) throws Exception {
        List<MailboxChange> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : TopicReader.read(broker, TopicNames.MAILBOX_CHANGES)) {
            changes.add(MailboxChange.parseFrom(record.value()));
        }
        return changes;
    }
}
