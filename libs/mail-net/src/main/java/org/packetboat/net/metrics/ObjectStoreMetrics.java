package org.packetboat.net.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The meters of whoever reads or writes bodies; bind blob-store's metrics to it. Prometheus names:
 * {@code packetboat_object_store_calls_seconds} (count and sum by operation and outcome), {@code packetboat_object_store_octets_total},
 * {@code packetboat_body_cache_requests_total} by result, {@code packetboat_body_cache_octets}.
 */
public final class ObjectStoreMetrics {
    private final MeterRegistry registry;
    private final ConcurrentHashMap<Call, Timer> calls = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> octets = new ConcurrentHashMap<>();
    private final Counter hits;
    private final Counter misses;

    private record Call(String operation, String outcome) {}

    /** Registers what does not depend on operations. */
    public ObjectStoreMetrics(MeterRegistry registry) {
        this.registry = registry;
        hits = registry.counter("packetboat.body.cache.requests", "result", "hit");
        misses = registry.counter("packetboat.body.cache.requests", "result", "miss");
    }

    /** Shows how many octets the cache of bodies holds. */
    public void cacheOctets(LongSupplier held) {
        Gauge.builder("packetboat.body.cache.octets", held, LongSupplier::getAsLong)
                .register(registry);
    }

    /** One request to the store. Both words are from small sets, in lower case. */
    public void called(String operation, String outcome, long nanos, long transferred) {
        calls.computeIfAbsent(
                        new Call(operation, outcome),
                        c -> registry.timer(
                                "packetboat.object.store.calls", "operation", operation, "outcome", outcome))
                .record(nanos, TimeUnit.NANOSECONDS);
        octets.computeIfAbsent(
                        operation, o -> registry.counter("packetboat.object.store.octets", "operation", operation))
                .increment(transferred);
    }

    /** Bodies found and not found in the cache. */
    public void cacheAsked(long found, long missed) {
        hits.increment(found);
        misses.increment(missed);
    }
}
