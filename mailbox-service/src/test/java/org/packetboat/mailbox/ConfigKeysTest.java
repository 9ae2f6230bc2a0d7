package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.testkit.config.ConfigKeys;

/** All keys of the service with their defaults; who changes one changes what operators rely on. */
final class ConfigKeysTest {
    @Test
    void keysAndDefaults() {
        Map<String, String> keys = ConfigKeys.of(MailboxServiceConfig.class, DatabaseConfig.class, KafkaConfig.class);

        assertThat(keys)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("packetboat.database.accounts-per-transaction", "32"),
                        Map.entry("packetboat.database.ca-certificate", "-"),
                        Map.entry("packetboat.database.connections", "16"),
                        Map.entry("packetboat.database.deadline", "10s"),
                        Map.entry("packetboat.database.password", "-"),
                        Map.entry("packetboat.database.schema", "mailbox"),
                        Map.entry("packetboat.database.ssl-mode", "disable"),
                        Map.entry("packetboat.database.url", "postgresql://127.0.0.1:5432/packetboat"),
                        Map.entry("packetboat.database.user", "mailbox"),
                        Map.entry("packetboat.kafka.bootstrap-servers", "required"),
                        Map.entry("packetboat.kafka.ca-certificate", "-"),
                        Map.entry("packetboat.kafka.client-certificate", "-"),
                        Map.entry("packetboat.kafka.password", "-"),
                        Map.entry("packetboat.kafka.sasl-mechanism", "SCRAM-SHA-512"),
                        Map.entry("packetboat.kafka.security-protocol", "PLAINTEXT"),
                        Map.entry("packetboat.kafka.username", "-"),
                        Map.entry("packetboat.mailbox-service.admin-key", "-"),
                        Map.entry("packetboat.mailbox-service.compact-after", "1h"),
                        Map.entry("packetboat.mailbox-service.compact-few-after", "7d"),
                        Map.entry("packetboat.mailbox-service.credential-cache-ttl", "5m"),
                        Map.entry("packetboat.mailbox-service.dedup-retention", "888h"),
                        Map.entry("packetboat.mailbox-service.expunge-grace", "24h"),
                        Map.entry("packetboat.mailbox-service.expunge-log-retention", "2160h"),
                        Map.entry("packetboat.mailbox-service.grpc-host", "127.0.0.1"),
                        Map.entry("packetboat.mailbox-service.grpc-port", "9105"),
                        Map.entry("packetboat.mailbox-service.hashing-threads", "0"),
                        Map.entry("packetboat.mailbox-service.housekeeping-interval", "10s"),
                        Map.entry("packetboat.mailbox-service.login.account-failures", "10"),
                        Map.entry("packetboat.mailbox-service.login.address-failures", "50"),
                        Map.entry("packetboat.mailbox-service.login.block-time", "15m"),
                        Map.entry("packetboat.mailbox-service.login.delay", "500ms"),
                        Map.entry("packetboat.mailbox-service.login.exempt-networks", "-"),
                        Map.entry("packetboat.mailbox-service.login.free-failures", "3"),
                        Map.entry("packetboat.mailbox-service.login.max-delay", "8s"),
                        Map.entry("packetboat.mailbox-service.login.window", "15m"),
                        Map.entry("packetboat.mailbox-service.maildrop-lease", "60s"),
                        Map.entry("packetboat.mailbox-service.object-grace", "1h"),
                        Map.entry("packetboat.mailbox-service.oidc.audience", "-"),
                        Map.entry("packetboat.mailbox-service.oidc.issuer", "-"),
                        Map.entry("packetboat.mailbox-service.oidc.jwks-url", "-"),
                        Map.entry("packetboat.mailbox-service.oidc.login-claim", "email"),
                        Map.entry("packetboat.mailbox-service.operation-retention", "15m"),
                        Map.entry("packetboat.mailbox-service.pack-minimum-age", "2h"),
                        Map.entry("packetboat.mailbox-service.pack-reference-window", "1h"),
                        Map.entry("packetboat.mailbox-service.recipients-per-day", "0"),
                        Map.entry("packetboat.mailbox-service.recipients-per-hour", "0"),
                        Map.entry("packetboat.mailbox-service.scram-iterations", "65536"),
                        Map.entry("packetboat.mailbox-service.search-cache", "-"),
                        Map.entry("packetboat.mailbox-service.staged-reference-window", "744h"),
                        Map.entry("packetboat.mailbox-service.tls-configuration-name", "-")));
    }
}
