package org.packetboat.blob;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters of whoever reads or writes bodies. Prometheus names: {@code packetboat_object_store_calls_seconds} by operation and outcome,
 * {@code packetboat_object_store_octets_total} by operation, {@code packetboat_body_cache_requests_total} by result, and
 * {@code packetboat_body_cache_octets}. Each is there once it was used.
 */
public final class MicrometerBlobMetrics implements BlobMetrics {
    private final MeterRegistry registry;
    private final ConcurrentHashMap<Call, Timer> calls = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Operation, Counter> transferred = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> cacheRequests = new ConcurrentHashMap<>();

    private record Call(Operation operation, Outcome outcome) {}

    /** Registers nothing yet. */
    public MicrometerBlobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows how many octets the cache of bodies holds. */
    public void cacheOctets(BodyCache cache) {
        Gauge.builder("packetboat.body.cache.octets", cache, BodyCache::octets).register(registry);
    }

    @Override
    public void called(Operation operation, Outcome outcome, long nanos, long octets) {
        calls.computeIfAbsent(new Call(operation, outcome), this::timer).record(nanos, TimeUnit.NANOSECONDS);
        transferred.computeIfAbsent(operation, this::octets).increment(octets);
    }

    @Override
    public void cacheAsked(long hits, long misses) {
        cacheRequests.computeIfAbsent("hit", this::requests).increment(hits);
        cacheRequests.computeIfAbsent("miss", this::requests).increment(misses);
    }

    private Timer timer(Call call) {
        return registry.timer(
                "packetboat.object.store.calls", "operation", word(call.operation()), "outcome", word(call.outcome()));
    }

    private Counter octets(Operation operation) {
        return registry.counter("packetboat.object.store.octets", "operation", word(operation));
    }

    private Counter requests(String result) {
        return registry.counter("packetboat.body.cache.requests", "result", result);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
