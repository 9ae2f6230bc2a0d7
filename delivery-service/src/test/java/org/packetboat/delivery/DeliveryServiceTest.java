package org.packetboat.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryServiceTest {
    private final Vertx vertx = Vertx.vertx();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aSpoolTooSmallForTwoPartsIsRefusedBeforeAnythingIsConnected() {
        DeliveryService service = new DeliveryService(
                config(Map.of(
                        "packetboat.delivery.spool-size", "10485759",
                        "packetboat.database.url", "postgresql://127.0.0.1:1/x",
                        "packetboat.database.user", "x",
                        "packetboat.database.password", "x",
                        "packetboat.kafka.bootstrap-servers", "127.0.0.1:1",
                        "packetboat.mailbox.address", "127.0.0.1:1",
                        "packetboat.s3.endpoint", "http://127.0.0.1:1",
                        "packetboat.s3.access-key", "x",
                        "packetboat.s3.secret-key", "x")),
                new NoTls(),
                vertx,
                registry,
                0);
        assertThatThrownBy(() -> service.start(new StartupEvent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("packetboat.delivery.spool-size is ");
        assertThat(registry.getMeters()).isEmpty();
        assertThat(service.backends()).isEmpty();
    }

    private static DeliveryConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(DeliveryConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(DeliveryConfig.class);
    }

    private static final class NoTls implements TlsConfigurationRegistry {
        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException();
        }
    }
}
