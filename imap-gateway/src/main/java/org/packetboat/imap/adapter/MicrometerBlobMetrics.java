package org.packetboat.imap.adapter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.packetboat.blob.BlobMetrics;

/**
 * Calls to the object store, {@code packetboat_object_store_calls_seconds} by operation and outcome, and the body cache,
 * {@code packetboat_body_cache_total} by result.
 */
public final class MicrometerBlobMetrics implements BlobMetrics {
    private final MeterRegistry registry;
    private final Counter cacheHits;
    private final Counter cacheMisses;

    /** Registers in {@code registry}. */
    public MicrometerBlobMetrics(MeterRegistry registry) {
        this.registry = registry;
        cacheHits = registry.counter("packetboat.body.cache", "result", "hit");
        cacheMisses = registry.counter("packetboat.body.cache", "result", "miss");
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
        cacheHits.increment(hits);
        cacheMisses.increment(misses);
    }
}
