package org.packetboat.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.config.ConfigKeys;

final class SharedKeysTest {
    @Test
    void keysAndDefaults() {
        assertThat(ConfigKeys.of(KafkaConfig.class, S3Config.class, MailboxConfig.class, TracingConfig.class))
                .isEqualTo(Map.of(
                        "packetboat.kafka.bootstrap-servers", "required",
                        "packetboat.mailbox.address", "required",
                        "packetboat.mailbox.tls-configuration-name", "-",
                        "packetboat.s3.access-key", "required",
                        "packetboat.s3.bucket", "packetboat",
                        "packetboat.s3.endpoint", "required",
                        "packetboat.s3.region", "us-east-1",
                        "packetboat.s3.secret-key", "required",
                        "packetboat.tracing.endpoint", "-"));
    }

    @Test
    void theStoreIsWhereTheKeysSay() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(S3Config.class)
                .withDefaultValues(Map.of(
                        "packetboat.s3.endpoint", "http://127.0.0.1:9000",
                        "packetboat.s3.access-key", "name",
                        "packetboat.s3.secret-key", "secret"))
                .build();

        assertThat(ObjectStores.options(config.getConfigMapping(S3Config.class)))
                .hasToString("http://127.0.0.1:9000/packetboat");
    }
}
