package org.packetboat.blob;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters of whoever reads or writes bodies. Prometheus names: {@code packetboat_object_store_calls_seconds} by operation and outcome,
 * {@code packetboat_object_store_octets_total} by operation, {@code packetboat_body_cache_requests_total} by result,
 * {@code packetboat_body_cache_octets} by tier, {@code packetboat_spool_octets}, {@code packetboat_upload_parts_waiting}, and
 * {@code packetboat_command_store_calls} by command. Each is there once it was used.
 */
public final class MicrometerBlobMetrics implements BlobMetrics {
    private final MeterRegistry registry;
    private final ConcurrentHashMap<Call, Timer> calls = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Operation, Counter> transferred = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<CacheAnswer, Counter> cacheRequests = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, DistributionSummary> commands = new ConcurrentHashMap<>();

    private record Call(Operation operation, Outcome outcome) {}

    /** Registers nothing yet. */
    public MicrometerBlobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows how many octets the cache of bodies holds. */
    public void cacheOctets(BodyCache cache) {
        Gauge.builder("packetboat.body.cache.octets", cache, BodyCache::octets)
                .tag("tier", "memory")
                .register(registry);
        Gauge.builder("packetboat.body.cache.octets", cache, BodyCache::diskOctets)
                .tag("tier", "disk")
                .register(registry);
    }

    /** Shows what large messages that arrive have in the spool, and how many of their parts the store lets wait. */
    public void spool(Spool spool) {
        Gauge.builder("packetboat.spool.octets", spool, Spool::usedOctets).register(registry);
        Gauge.builder("packetboat.upload.parts.waiting", spool, Spool::partsWaiting)
                .register(registry);
    }

    @Override
    public void called(Operation operation, Outcome outcome, long nanos, long octets) {
        calls.computeIfAbsent(new Call(operation, outcome), this::timer).record(nanos, TimeUnit.NANOSECONDS);
        transferred.computeIfAbsent(operation, this::octets).increment(octets);
    }

    @Override
    public void cacheAsked(CacheAnswer answer, long bodies) {
        cacheRequests.computeIfAbsent(answer, this::requests).increment(bodies);
    }

    @Override
    public void commandEnded(String command, int storeCalls) {
        commands.computeIfAbsent(command, this::callsOf).record(storeCalls);
    }

    private Timer timer(Call call) {
        return registry.timer(
                "packetboat.object.store.calls", "operation", word(call.operation()), "outcome", word(call.outcome()));
    }

    private Counter octets(Operation operation) {
        return registry.counter("packetboat.object.store.octets", "operation", word(operation));
    }

    private Counter requests(CacheAnswer answer) {
        return registry.counter("packetboat.body.cache.requests", "result", word(answer));
    }

    private DistributionSummary callsOf(String command) {
        return registry.summary("packetboat.command.store.calls", "command", command);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
