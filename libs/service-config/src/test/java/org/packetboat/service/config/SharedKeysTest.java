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
                .isEqualTo(Map.ofEntries(
                        Map.entry("packetboat.kafka.bootstrap-servers", "required"),
                        Map.entry("packetboat.kafka.ca-certificate", "-"),
                        Map.entry("packetboat.kafka.client-certificate", "-"),
                        Map.entry("packetboat.kafka.password", "-"),
                        Map.entry("packetboat.kafka.sasl-mechanism", "SCRAM-SHA-512"),
                        Map.entry("packetboat.kafka.security-protocol", "PLAINTEXT"),
                        Map.entry("packetboat.kafka.username", "-"),
                        Map.entry("packetboat.mailbox.address", "required"),
                        Map.entry("packetboat.mailbox.bearer-tokens", "false"),
                        Map.entry("packetboat.mailbox.tls-configuration-name", "-"),
                        Map.entry("packetboat.s3.access-key", "required"),
                        Map.entry("packetboat.s3.bucket", "packetboat"),
                        Map.entry("packetboat.s3.ca-certificate", "-"),
                        Map.entry("packetboat.s3.endpoint", "required"),
                        Map.entry("packetboat.s3.region", "us-east-1"),
                        Map.entry("packetboat.s3.secret-key", "required"),
                        Map.entry("packetboat.tracing.endpoint", "-")));
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
