package org.packetboat.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.junit.jupiter.api.Test;

final class KafkaConnectionTest {
    @Test
    void byDefaultNothingIsProtected() {
        assertThat(connection(Map.of()).properties())
                .isEqualTo(Map.of("bootstrap.servers", "127.0.0.1:9092", "security.protocol", "PLAINTEXT"));
    }

    @Test
    void logsInAndTrustsTheAuthority() {
        Map<String, Object> properties = connection(Map.of(
                        "security-protocol", "SASL_SSL",
                        "username", "smtp",
                        "password", "secret",
                        "ca-certificate", "/etc/ca.pem",
                        "client-certificate", "/etc/smtp.pem"))
                .properties();

        assertThat(properties)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.location", "/etc/ca.pem")
                .containsEntry("ssl.keystore.type", "PEM")
                .containsEntry("ssl.keystore.location", "/etc/smtp.pem");
        assertThat(String.valueOf(properties.get("sasl.jaas.config"))).startsWith(ScramLoginModule.class.getName());
    }

    @Test
    void everyMechanismIsNamedAsItIsRegistered() {
        for (String name : new String[] {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}) {
            assertThat(connection(login("secret", name)).properties()).containsEntry("sasl.mechanism", name);
        }
        assertThat(String.valueOf(
                        connection(login("secret", "PLAIN")).properties().get("sasl.jaas.config")))
                .startsWith(PlainLoginModule.class.getName());
    }

    @Test
    void aPasswordMayHoldAnything() {
        String password = "a\"b\\c; x=\"y\" '\u00e9";
        KafkaConnection connection = connection(login(password, "PLAIN"));

        JaasContext context = JaasContext.loadClientContext(Map.of(
                SaslConfigs.SASL_JAAS_CONFIG,
                new Password(String.valueOf(connection.properties().get("sasl.jaas.config")))));
        assertThat(context.configurationEntries().getFirst().getOptions().get("password"))
                .isEqualTo(password);
        assertThat(connection.toString()).doesNotContain(password);
    }

    @Test
    void aLoginWithoutAPasswordIsSaidAtTheStart() {
        assertThatThrownBy(() -> connection(Map.of("security-protocol", "SASL_PLAINTEXT", "username", "smtp")))
                .hasMessage("packetboat.kafka.password is not set");
    }

    private static Map<String, String> login(String password, String mechanism) {
        return Map.of(
                "security-protocol",
                "SASL_PLAINTEXT",
                "sasl-mechanism",
                mechanism,
                "username",
                "smtp",
                "password",
                password);
    }

    private static KafkaConnection connection(Map<String, String> keys) {
        Map<String, String> all = new HashMap<>();
        all.put("packetboat.kafka.bootstrap-servers", "127.0.0.1:9092");
        keys.forEach((key, value) -> all.put("packetboat.kafka." + key, value));
        return KafkaConnection.of(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(KafkaConfig.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(KafkaConfig.class));
    }
}
