package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;

/** The broker. */
@ConfigMapping(prefix = "packetboat.kafka")
public interface KafkaConfig {
    /** Broker addresses, {@code host:port} each, separated by commas. */
    String bootstrapServers();
}
