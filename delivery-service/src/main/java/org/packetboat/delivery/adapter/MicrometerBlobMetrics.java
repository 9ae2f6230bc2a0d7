package org.packetboat.delivery.adapter;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.packetboat.blob.BlobMetrics;

/** Calls to the object store: {@code packetboat_object_store_calls_seconds} by operation and outcome. */
public final class MicrometerBlobMetrics implements BlobMetrics {
    private final MeterRegistry registry;

    public MicrometerBlobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(Operation operation, Outcome outcome, long nanos, long octets) {
        registry.timer(
                        "packetboat.object.store.calls",
                        "operation",
                        operation.name().toLowerCase(Locale.ROOT),
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cacheAsked(long hits, long misses) {
        // Delivery reads no bodies through the cache.
    }
}
