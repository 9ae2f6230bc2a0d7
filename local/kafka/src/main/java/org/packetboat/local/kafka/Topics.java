package org.packetboat.local.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The topics of the system with their settings, as {@code TopicNames} of contracts and architecture 2.5 have them. Nothing
 * relies on a broker's defaults.
 */
final class Topics {
    private static final int PARTITIONS = 8;
    private static final String FOREVER = "-1";

    static final List<NewTopic> ALL = List.of(
            // One inline message of 256 KiB with the longest envelope stays below 1 MiB.
            topic("mail.accepted", PARTITIONS, Duration.ofDays(30), 1 << 20),
            // Holds what nobody has accounted for yet: kept until someone does. A dead record wraps the whole original.
            topic("mail.accepted.dead", 1, null, 2 << 20),
            topic("mailbox.changes", PARTITIONS, Duration.ofHours(1), 1 << 20),
            topic("mail.events", PARTITIONS, Duration.ofDays(7), 1 << 20));

    private Topics() {}

    /** Creates what is missing and brings the settings of the rest up to date. Blocks. */
    static void ensure(Map<String, Object> client) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(client)) {
            Set<String> existing = admin.listTopics().names().get();
            Collection<NewTopic> missing = ALL.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get();
            Map<ConfigResource, Collection<AlterConfigOp>> changes = ALL.stream()
                    .filter(topic -> existing.contains(topic.name()))
                    .collect(java.util.stream.Collectors.toMap(
                            topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), Topics::settings));
            admin.incrementalAlterConfigs(changes).all().get();
        }
    }

    /** Changes whenever a definition changes. */
    static String fingerprint() {
        return ALL.toString();
    }

    private static Collection<AlterConfigOp> settings(NewTopic topic) {
        Collection<AlterConfigOp> settings = new ArrayList<>();
        topic.configs()
                .forEach((name, value) ->
                        settings.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        return settings;
    }

    private static NewTopic topic(
            String name, int partitions, @org.jspecify.annotations.Nullable Duration retention, int largestRecord) {
        return new NewTopic(name, partitions, (short) 1)
                .configs(new java.util.TreeMap<>(Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        retention == null ? FOREVER : Long.toString(retention.toMillis()),
                        "retention.bytes",
                        FOREVER,
                        "unclean.leader.election.enable",
                        "false",
                        "max.message.bytes",
                        Integer.toString(largestRecord))));
    }
}
