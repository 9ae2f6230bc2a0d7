package org.packetboat.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PACKETBOAT_LOCAL_DATA", "/data/kafka",
            "PACKETBOAT_LOCAL_PORT", "20001",
            "PACKETBOAT_LOCAL_CONTROLLER_PORT", "20002",
            "PACKETBOAT_LOCAL_READY_FILE", "/data/kafka.ready",
            "PACKETBOAT_LOCAL_USER", "packetboat",
            "PACKETBOAT_LOCAL_PASSWORD", "secret");

    @Test
    void theBrokerAcceptsTheConfigurationAndListensOnLoopbackOnly() throws Exception {
        KafkaConfig config =
                KafkaConfig.fromProps(BrokerSettings.from(ENVIRONMENT).properties());
        assertThat(config.getList("listeners"))
                .containsExactly("BROKER://127.0.0.1:20001", "CONTROLLER://127.0.0.1:20002");
        assertThat(config.getLong("log.flush.interval.messages")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theDurableModeSyncsEveryRecord() throws Exception {
        Map<String, String> durable = new HashMap<>(ENVIRONMENT);
        durable.put("PACKETBOAT_LOCAL_SYNC", "true");
        assertThat(BrokerSettings.from(durable).properties()).containsEntry("log.flush.interval.messages", "1");
    }

    @Test
    void neitherListenerServesAnybodyWithoutAPassword() throws Exception {
        assertThat(BrokerSettings.from(ENVIRONMENT).properties())
                .containsEntry("listener.security.protocol.map", "BROKER:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT")
                .containsKeys(
                        "listener.name.broker.plain.sasl.jaas.config",
                        "listener.name.controller.plain.sasl.jaas.config");
    }

    @Test
    void aMissingSettingIsNamed() {
        assertThatThrownBy(() -> BrokerSettings.from(Map.of())).hasMessage("PACKETBOAT_LOCAL_DATA is not set");
    }
}
