package org.packetboat.service.config;

import java.util.Map;

/**
 * How a Kafka client reaches the broker, whatever it does there.
 *
 * @param bootstrapServers {@code host:port} each, separated by commas
 */
public record KafkaConnection(String bootstrapServers) {
    /** As the operator configured it. */
    public static KafkaConnection of(KafkaConfig config) {
        return new KafkaConnection(config.bootstrapServers());
    }

    /** The properties that every client needs, to which each adds its own. */
    public Map<String, Object> properties() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }
}
