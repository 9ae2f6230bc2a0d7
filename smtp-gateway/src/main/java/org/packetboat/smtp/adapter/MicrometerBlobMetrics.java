package org.packetboat.smtp.adapter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.packetboat.blob.BlobMetrics;

/** Calls to the object store: {@code packetboat_object_store_calls_seconds} by operation and outcome. */
public final class MicrometerBlobMetrics implements BlobMetrics {
    private final MeterRegistry registry;

    /** Meters are registered when first used. */
    public MicrometerBlobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(Operation operation, Outcome outcome, long nanos, long octets) {
        Timer calls = registry.timer(
                "packetboat.object.store.calls",
                "operation",
                operation.name().toLowerCase(Locale.ROOT),
                "outcome",
                outcome.name().toLowerCase(Locale.ROOT));
        calls.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cacheAsked(long hits, long misses) {
        // this gateway reads no bodies
    }
}
