package org.packetboat.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.TopicNames;

class TopicsTest {
    @Test
    void everyTopicOfTheContractsExists() {
        assertThat(Topics.ALL)
                .extracting(NewTopic::name)
                .containsExactlyInAnyOrder(
                        TopicNames.MAIL_ACCEPTED,
                        TopicNames.dead(TopicNames.MAIL_ACCEPTED),
                        TopicNames.MAILBOX_CHANGES,
                        TopicNames.MAIL_EVENTS);
    }

    @Test
    void acceptedMailIsDroppedByAgeAlone() {
        NewTopic accepted = Topics.ALL.stream()
                .filter(topic -> topic.name().equals(TopicNames.MAIL_ACCEPTED))
                .findFirst()
                .orElseThrow();
        assertThat(accepted.configs())
                .containsAllEntriesOf(Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(Duration.ofDays(30).toMillis()),
                        "retention.bytes",
                        "-1",
                        "unclean.leader.election.enable",
                        "false"));
    }
}
