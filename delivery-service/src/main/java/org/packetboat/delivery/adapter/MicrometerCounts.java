package org.packetboat.delivery.adapter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.packetboat.delivery.port.Counts;

/** What delivery counts, as meters. */
public final class MicrometerCounts implements Counts {
    private final Counter delivered;
    private final Counter already;
    private final Counter deferred;
    private final Counter dead;
    private final Counter bounced;
    private final Counter notBounced;
    private final Counter collected;
    private final Counter compactedBodies;
    private final Counter compactedOctets;
    private final Counter eventsDropped;
    private final Map<RelayOutcome, Counter> relayed = new EnumMap<>(RelayOutcome.class);
    private final Timer visible;
    private final DistributionSummary batchMessages;
    private final DistributionSummary batchOctets;

    public MicrometerCounts(MeterRegistry registry) {
        delivered = registry.counter("packetboat.messages.delivered");
        already = registry.counter("packetboat.messages.already");
        deferred = registry.counter("packetboat.messages.deferred");
        dead = registry.counter("packetboat.messages.dead");
        bounced = registry.counter("packetboat.messages.bounced");
        notBounced = registry.counter("packetboat.messages.unbounced");
        collected = registry.counter("packetboat.objects.collected");
        compactedBodies = registry.counter("packetboat.compaction.bodies");
        compactedOctets = registry.counter("packetboat.compaction.octets");
        eventsDropped = registry.counter("packetboat.events.dropped");
        for (RelayOutcome outcome : RelayOutcome.values()) {
            relayed.put(
                    outcome,
                    registry.counter(
                            "packetboat.relay.attempts",
                            "outcome",
                            outcome.name().toLowerCase(Locale.ROOT)));
        }
        visible = Timer.builder("packetboat.accepted.visible")
                .description("From the acceptance of a message to its row in a mailbox")
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(15),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
        batchMessages = DistributionSummary.builder("packetboat.batch.messages").register(registry);
        batchOctets = DistributionSummary.builder("packetboat.batch.octets").register(registry);
    }

    @Override
    public void batch(int messages, long octets) {
        batchMessages.record(messages);
        batchOctets.record(octets);
    }

    @Override
    public void delivered(Duration sinceAccepted) {
        delivered.increment();
        visible.record(sinceAccepted.isNegative() ? Duration.ZERO : sinceAccepted);
    }

    @Override
    public void already() {
        already.increment();
    }

    @Override
    public void deferred() {
        deferred.increment();
    }

    @Override
    public void dead() {
        dead.increment();
    }

    @Override
    public void bounced() {
        bounced.increment();
    }

    @Override
    public void notBounced() {
        notBounced.increment();
    }

    @Override
    public void collected(int objects) {
        collected.increment(objects);
    }

    @Override
    public void compacted(int bodies, long octets) {
        compactedBodies.increment(bodies);
        compactedOctets.increment(octets);
    }

    @Override
    public void relay(RelayOutcome outcome) {
        Objects.requireNonNull(relayed.get(outcome)).increment();
    }

    @Override
    public void eventDropped() {
        eventsDropped.increment();
    }
}
