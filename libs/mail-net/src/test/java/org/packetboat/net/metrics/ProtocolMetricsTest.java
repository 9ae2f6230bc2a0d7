package org.packetboat.net.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ProtocolMetricsTest {
    @Test
    void registersWhatOperatorsLookFor() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ProtocolMetrics metrics = new ProtocolMetrics(registry, "imap");
        metrics.opened("imaps");
        metrics.opened("imaps");
        metrics.closed("imaps", "client");
        metrics.limitHit("address_full");
        metrics.command("NOOP", "ok", 1_000_000);
        metrics.command("NOOP", "ok", 1_000_000);
        metrics.received(10);
        metrics.sent(20);
        assertThat(registry.get("packetboat.sessions")
                        .tag("protocol", "imap")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("packetboat.sessions.opened")
                        .tag("listener", "imaps")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("packetboat.limits.hit")
                        .tag("limit", "address_full")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("packetboat.commands")
                        .tag("verb", "NOOP")
                        .tag("outcome", "ok")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("packetboat.command.duration").timer().count()).isEqualTo(2);
        assertThat(registry.get("packetboat.octets.sent").counter().count()).isEqualTo(20);
    }
}
