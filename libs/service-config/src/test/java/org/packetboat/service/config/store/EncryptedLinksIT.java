package org.packetboat.service.config.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.BlobMetrics;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.local.launcher.tls.LocalTls;
import org.packetboat.service.config.DatabaseKeys;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.service.config.ObjectStores;
import org.packetboat.service.config.S3Config;

/** Broker, object store and database that speak TLS: a service as it is configured is served, a stranger is not. */
@Timeout(120)
class EncryptedLinksIT {
    @TempDir
    static Path data;

    @TempDir
    static Path elsewhere;

    private static Infrastructure infrastructure;
    private static String otherAuthority;

    @BeforeAll
    static void start() throws Exception {
        otherAuthority = LocalTls.prepare(
                        elsewhere, InetAddress.getLoopbackAddress(), List.of(), InstantSource.system())
                .internalAuthority()
                .toString();
        infrastructure =
                Infrastructure.start(data, EnumSet.allOf(Server.class), Map.of("PACKETBOAT_LOCAL_TLS", "true"));
    }

    @AfterAll
    static void stop() throws Exception {
        infrastructure.close();
    }

    @Test
    void theBrokerServesAService() throws Exception {
        assertThat(brokers(Map.of())).isEqualTo(1);
    }

    @Test
    void theBrokerRefusesStrangers() {
        assertThatThrownBy(() -> brokers(Map.of("PACKETBOAT_KAFKA_PASSWORD", "guessed")))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
        assertThatThrownBy(() -> brokers(Map.of("PACKETBOAT_KAFKA_SECURITY_PROTOCOL", "SSL")))
                .hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> brokers(Map.of("PACKETBOAT_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aServiceDoesNotBelieveABrokerOfAnotherAuthority() {
        assertThatThrownBy(() -> brokers(Map.of("PACKETBOAT_KAFKA_CA_CERTIFICATE", otherAuthority)))
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }

    @Test
    void theStoreServesAService() {
        assertThatCode(() -> probeStore(Map.of())).doesNotThrowAnyException();
    }

    @Test
    void theStoreRefusesStrangers() {
        String plain = infrastructure.s3().endpoint().replace("https:", "http:");

        assertThatThrownBy(() -> probeStore(Map.of("PACKETBOAT_S3_SECRET_KEY", "guessed")))
                .isInstanceOf(BlobStoreUnavailableException.class);
        assertThatThrownBy(() -> probeStore(Map.of("PACKETBOAT_S3_ENDPOINT", plain)))
                .isInstanceOf(BlobStoreUnavailableException.class);
        assertThatThrownBy(() -> probeStore(Map.of("PACKETBOAT_S3_CA_CERTIFICATE", otherAuthority)))
                .isInstanceOf(BlobStoreUnavailableException.class);
    }

    @Test
    void theDatabaseServesAService() throws Exception {
        DatabaseKeys keys = keys(Map.of()).getConfigMapping(DatabaseKeys.class);
        assertThat(connect(keys)).isTrue();
        try (Connection connection = DriverManager.getConnection(
                DatabaseEndpoint.of(keys.url(), keys).jdbcUrl(), keys.user(), keys.password())) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void theDatabaseRefusesStrangers() {
        for (Map<String, String> stranger : List.of(
                Map.of("PACKETBOAT_DATABASE_PASSWORD", "guessed"),
                Map.of("PACKETBOAT_DATABASE_SSL_MODE", "disable"),
                Map.of("PACKETBOAT_DATABASE_CA_CERTIFICATE", otherAuthority))) {
            DatabaseKeys keys = keys(stranger).getConfigMapping(DatabaseKeys.class);
            assertThatThrownBy(() -> connect(keys)).as("%s", stranger).isInstanceOf(ExecutionException.class);
            assertThatThrownBy(() -> DriverManager.getConnection(
                                    DatabaseEndpoint.of(keys.url(), keys).jdbcUrl(), keys.user(), keys.password())
                            .close())
                    .as("%s", stranger)
                    .isInstanceOf(SQLException.class);
        }
    }

    private static int brokers(Map<String, String> changed) throws Exception {
        Map<String, Object> properties =
                new HashMap<>(KafkaConnection.of(keys(changed).getConfigMapping(KafkaConfig.class))
                        .properties());
        properties.put("request.timeout.ms", 3_000);
        properties.put("default.api.timeout.ms", 4_000);
        try (Admin admin = Admin.create(properties)) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    private static void probeStore(Map<String, String> changed) throws InterruptedException {
        S3Config s3 = keys(changed).getConfigMapping(S3Config.class);
        try (MinioBlobStore store = new MinioBlobStore(ObjectStores.options(s3), BlobMetrics.NONE)) {
            store.probe();
        }
    }

    private static boolean connect(DatabaseKeys keys) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            PgConnection connection = PgConnection.connect(
                            vertx,
                            DatabaseEndpoint.of(keys.url(), keys)
                                    .connectOptions()
                                    .setUser(keys.user())
                                    .setPassword(keys.password()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            return connection.isSSL();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static SmallRyeConfig keys(Map<String, String> changed) {
        Map<String, String> environment = new HashMap<>(infrastructure.environment(DatabaseRole.MAILBOX));
        environment.putAll(changed);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(KafkaConfig.class)
                .withMapping(S3Config.class)
                .withMapping(DatabaseKeys.class)
                .withSources(new EnvConfigSource(environment, 300))
                .build();
    }
}
