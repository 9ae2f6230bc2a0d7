package org.packetboat.smtp.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What is counted about accepting. */
public final class IngestMetrics {
    private final Counter messages;
    private final Counter octets;
    private final Counter staged;
    private final Counter ambiguous;
    private final Timer acknowledgement;

    /** Registers the meters. */
    public IngestMetrics(MeterRegistry registry) {
        messages = Counter.builder("packetboat.messages.accepted")
                .description("Messages answered 250")
                .register(registry);
        octets = Counter.builder("packetboat.octets.accepted")
                .description("Octets of messages answered 250, trace header included")
                .register(registry);
        staged = Counter.builder("packetboat.messages.staged")
                .description("Messages above the inline limit that were answered 250")
                .register(registry);
        ambiguous = Counter.builder("packetboat.acknowledgements.ambiguous")
                .description("Messages not answered 250 that may be in the log nevertheless")
                .register(registry);
        acknowledgement = Timer.builder("packetboat.acknowledgement")
                .description("From handing a record to the producer to the broker's acknowledgement")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    void accepted(long messageOctets, boolean isStaged, long nanos) {
        messages.increment();
        octets.increment(messageOctets);
        if (isStaged) {
            staged.increment();
        }
        acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
    }

    void ambiguous() {
        ambiguous.increment();
    }
}
