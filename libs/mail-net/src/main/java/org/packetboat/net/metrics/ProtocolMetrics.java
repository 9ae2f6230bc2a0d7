package org.packetboat.net.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The meters every protocol has. Prometheus names: {@code packetboat_sessions} (open now), {@code packetboat_sessions_opened_total},
 * {@code packetboat_sessions_refused_total}, {@code packetboat_sessions_closed_total} by reason,
 * {@code packetboat_commands_total} by verb and outcome, {@code packetboat_command_duration_seconds} by verb,
 * {@code packetboat_octets_received_total}, {@code packetboat_octets_sent_total}.
 */
public final class ProtocolMetrics {
    private final MeterRegistry registry;
    private final String protocol;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;
    private final Counter received;
    private final Counter sent;
    private final ConcurrentHashMap<String, Timer> durations = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Counter>> commands = new ConcurrentHashMap<>();

    /** @param protocol "smtp", "imap", "pop3" */
    public ProtocolMetrics(MeterRegistry registry, String protocol) {
        this.registry = registry;
        this.protocol = protocol;
        Gauge.builder("packetboat.sessions", open, AtomicInteger::get)
                .tag("protocol", protocol)
                .register(registry);
        opened = counter("packetboat.sessions.opened");
        received = counter("packetboat.octets.received");
        sent = counter("packetboat.octets.sent");
    }

    /** A session begins. */
    public void opened() {
        open.incrementAndGet();
        opened.increment();
    }

    /** A session ended. */
    public void closed(String reason) {
        open.decrementAndGet();
        registry.counter("packetboat.sessions.closed", "protocol", protocol, "reason", reason)
                .increment();
    }

    /** A connection was turned away. */
    public void refused(String reason) {
        registry.counter("packetboat.sessions.refused", "protocol", protocol, "reason", reason)
                .increment();
    }

    /**
     * A command was answered.
     *
     * @param verb one of the protocol's verbs, or "unknown": never what a client typed
     * @param outcome from a small set, such as "ok", "refused", "unavailable"
     * @param nanos from the moment it was framed
     */
    public void command(String verb, String outcome, long nanos) {
        commands.computeIfAbsent(verb, v -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        outcome,
                        o -> registry.counter(
                                "packetboat.commands", "protocol", protocol, "verb", verb, "outcome", outcome))
                .increment();
        durations
                .computeIfAbsent(
                        verb, v -> registry.timer("packetboat.command.duration", "protocol", protocol, "verb", verb))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Octets came from clients. */
    public void received(long octets) {
        received.increment(octets);
    }

    /** Octets were handed to sockets. */
    public void sent(long octets) {
        sent.increment(octets);
    }

    private Counter counter(String name) {
        return registry.counter(name, "protocol", protocol);
    }
}
