package org.packetboat.delivery.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.packetboat.delivery.port.RelayQueue.Depth;
import org.packetboat.delivery.port.RelayQueue.Depth.Share;

class QueueGaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final QueueGauges gauges = new QueueGauges(registry);

    @Test
    void nothingWaitsBeforeTheFirstLook() {
        assertThat(recipients("waiting")).isZero();
        assertThat(recipients("held")).isZero();
        assertThat(registry.get("packetboat.queue.oldest").gauge().value()).isZero();
    }

    @Test
    void whatWaitsIsToldByStateAndByDestination() {
        Instant hourAgo = InstantSource.system().instant().minus(Duration.ofHours(1));
        gauges.accept(new Depth(7, 2, Optional.of(hourAgo), List.of(new Share("far.test", 6, hourAgo))));
        assertThat(recipients("waiting")).isEqualTo(7);
        assertThat(recipients("held")).isEqualTo(2);
        assertThat(registry.get("packetboat.queue.oldest").gauge().value()).isBetween(3_600.0, 3_700.0);
        assertThat(registry.get("packetboat.queue.destination.recipients")
                        .tag("destination", "far.test")
                        .gauge()
                        .value())
                .isEqualTo(6);
        assertThat(registry.get("packetboat.queue.destination.oldest")
                        .tag("destination", "far.test")
                        .gauge()
                        .value())
                .isBetween(3_600.0, 3_700.0);
    }

    @Test
    void destinationsThatAreNoLongerAmongTheLargestGo() {
        Instant now = InstantSource.system().instant();
        gauges.accept(new Depth(1, 0, Optional.of(now), List.of(new Share("far.test", 1, now))));
        gauges.accept(new Depth(1, 0, Optional.of(now), List.of(new Share("near.test", 1, now))));
        assertThat(registry.find("packetboat.queue.destination.recipients").meters())
                .extracting(Meter::getId)
                .extracting(id -> id.getTag("destination"))
                .containsExactly("near.test");
    }

    private double recipients(String state) {
        return registry.get("packetboat.queue.recipients")
                .tag("state", state)
                .gauge()
                .value();
    }
}
