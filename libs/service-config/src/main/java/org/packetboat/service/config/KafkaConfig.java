package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The broker. */
@ConfigMapping(prefix = "packetboat.kafka")
public interface KafkaConfig {
    /** Broker addresses, {@code host:port} each, separated by commas. */
    String bootstrapServers();

    /** Whether the connection is encrypted (SSL) and whether we log in (SASL). */
    @WithDefault("PLAINTEXT")
    Protocol securityProtocol();

    /** How we log in. */
    @WithDefault("SCRAM-SHA-512")
    Mechanism saslMechanism();

    /** The broker's user. */
    Optional<String> username();

    /** Its password; never logged. */
    Optional<String> password();

    /** PEM file of the authority of the broker's certificate; without it those that the JDK knows. */
    Optional<Path> caCertificate();

    /** PEM file with our key and our certificate, for a broker that wants one. */
    Optional<Path> clientCertificate();

    /** By the broker's names. */
    enum Protocol {
        PLAINTEXT,
        SSL,
        SASL_PLAINTEXT,
        SASL_SSL;

        boolean isEncrypted() {
            return this == SSL || this == SASL_SSL;
        }

        boolean isLogin() {
            return this == SASL_PLAINTEXT || this == SASL_SSL;
        }
    }

    /** By their registered names (RFC 4422 §3.1). */
    enum Mechanism {
        PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule");

        private final String registeredName;
        private final String loginModule;

        Mechanism(String registeredName, String loginModule) {
            this.registeredName = registeredName;
            this.loginModule = loginModule;
        }

        String registeredName() {
            return registeredName;
        }

        String loginModule() {
            return loginModule;
        }
    }
}
