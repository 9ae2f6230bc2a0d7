package org.packetboat.delivery.adapter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.packetboat.delivery.port.RelayQueue.Depth;

/** What waits, as gauges: all of it, and the destinations that most of it is for. Those are few, whatever senders make up. */
public final class QueueGauges {
    private final MultiGauge recipients;
    private final MultiGauge ages;
    private volatile Depth depth = new Depth(0, 0, Optional.empty(), List.of());

    public QueueGauges(MeterRegistry registry) {
        Gauge.builder("packetboat.queue.recipients", this, gauges -> gauges.depth.waiting())
                .tag("state", "waiting")
                .register(registry);
        Gauge.builder("packetboat.queue.recipients", this, gauges -> gauges.depth.held())
                .tag("state", "held")
                .register(registry);
        Gauge.builder(
                        "packetboat.queue.oldest",
                        this,
                        gauges -> gauges.depth.oldest().map(QueueGauges::age).orElse(0.0))
                .baseUnit("seconds")
                .register(registry);
        recipients =
                MultiGauge.builder("packetboat.queue.destination.recipients").register(registry);
        ages = MultiGauge.builder("packetboat.queue.destination.oldest")
                .baseUnit("seconds")
                .register(registry);
    }

    /** The newest look. */
    public void accept(Depth now) {
        depth = now;
        recipients.register(
                now.largest().stream()
                        .map(share -> row(share, share.recipients()))
                        .toList(),
                true);
        ages.register(
                now.largest().stream()
                        .map(share -> row(share, age(share.oldest())))
                        .toList(),
                true);
    }

    private static Row<?> row(Depth.Share share, double value) {
        return Row.of(Tags.of("destination", share.destination()), value);
    }

    private static double age(Instant since) {
        return Duration.between(since, InstantSource.system().instant()).toMillis() / 1000.0;
    }
}
