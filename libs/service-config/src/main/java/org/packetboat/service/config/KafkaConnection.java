package org.packetboat.service.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How a Kafka client reaches the broker, whatever it does there. Its text form has no password. */
public final class KafkaConnection {
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private final Map<String, Object> properties;

    /** @param properties with {@code bootstrap.servers} */
    public KafkaConnection(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /** As the operator configured it. */
    public static KafkaConnection of(KafkaConfig config) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BOOTSTRAP_SERVERS, config.bootstrapServers());
        properties.put("security.protocol", config.securityProtocol().name());
        if (config.securityProtocol().isLogin()) {
            properties.put("sasl.mechanism", config.saslMechanism().registeredName());
            properties.put("sasl.jaas.config", login(config));
        }
        if (config.securityProtocol().isEncrypted()) {
            config.caCertificate().ifPresent(file -> {
                properties.put("ssl.truststore.type", "PEM");
                properties.put("ssl.truststore.location", file.toString());
            });
            config.clientCertificate().ifPresent(file -> {
                properties.put("ssl.keystore.type", "PEM");
                properties.put("ssl.keystore.location", file.toString());
            });
        }
        return new KafkaConnection(properties);
    }

    /** On a network that is private, to a broker that serves everybody. */
    public static KafkaConnection plaintext(String bootstrapServers) {
        return new KafkaConnection(Map.of(BOOTSTRAP_SERVERS, bootstrapServers));
    }

    private static String login(KafkaConfig config) {
        return config.saslMechanism().loginModule() + " required username=" + quoted("username", config.username())
                + " password=" + quoted("password", config.password()) + ";";
    }

    private static String quoted(String key, Optional<String> value) {
        String text = value.orElseThrow(() -> new IllegalArgumentException("packetboat.kafka." + key + " is not set"));
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** The properties that every client needs, to which each adds its own. */
    public Map<String, Object> properties() {
        return properties;
    }

    @Override
    public String toString() {
        return "KafkaConnection[" + properties.get(BOOTSTRAP_SERVERS) + "]";
    }
}
