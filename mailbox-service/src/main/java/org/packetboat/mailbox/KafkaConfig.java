package org.packetboat.mailbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code packetboat.kafka}. */
@ConfigMapping(prefix = "packetboat.kafka")
public interface KafkaConfig {
    @WithDefault("127.0.0.1:9092")
    String bootstrapServers();
}
