package org.packetboat.net.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.packetboat.net.tls.TlsSession;

/**
 * The meters every protocol has. Prometheus names: {@code packetboat_sessions} (open now), {@code packetboat_sessions_opened_total} and
 * {@code packetboat_sessions_closed_total} by reason, each by listener; {@code packetboat_commands_total} by verb and outcome,
 * {@code packetboat_command_duration_seconds} by verb, {@code packetboat_octets_received_total}, {@code packetboat_octets_sent_total};
 * {@code packetboat_tls_handshakes_total} by version and cipher, {@code packetboat_tls_failures_total} by reason, each by listener;
 * {@code packetboat_logins_total} by mechanism and outcome; {@code packetboat_limits_hit_total} by limit; {@code packetboat_drains_total}, {@code packetboat_drain_forced_total}.
 */
public final class ProtocolMetrics {
    private final MeterRegistry registry;
    private final String protocol;
    private final Counter received;
    private final Counter sent;
    private final Counter drains;
    private final Counter forced;
    private final ConcurrentHashMap<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Timer> durations = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Counter>> commands = new ConcurrentHashMap<>();

    /** @param protocol "smtp", "imap", "pop3" */
    public ProtocolMetrics(MeterRegistry registry, String protocol) {
        this.registry = registry;
        this.protocol = protocol;
        received = counter("packetboat.octets.received");
        sent = counter("packetboat.octets.sent");
        drains = counter("packetboat.drains");
        forced = counter("packetboat.drain.forced");
    }

    /** There is such a listener. */
    public void listener(String listener) {
        openAt(listener);
    }

    private AtomicInteger openAt(String listener) {
        return open.computeIfAbsent(listener, name -> {
            AtomicInteger now = new AtomicInteger();
            Gauge.builder("packetboat.sessions", now, AtomicInteger::get)
                    .tag("protocol", protocol)
                    .tag("listener", name)
                    .register(registry);
            return now;
        });
    }

    /** A session begins. */
    public void opened(String listener) {
        openAt(listener).incrementAndGet();
        registry.counter("packetboat.sessions.opened", "protocol", protocol, "listener", listener)
                .increment();
    }

    /** A session ended. */
    public void closed(String listener, String reason) {
        openAt(listener).decrementAndGet();
        registry.counter("packetboat.sessions.closed", "protocol", protocol, "listener", listener, "reason", reason)
                .increment();
    }

    /** @param limit what was met; from a small set */
    public void limitHit(String limit) {
        registry.counter("packetboat.limits.hit", "protocol", protocol, "limit", limit)
                .increment();
    }

    /**
     * A login ended.
     *
     * @param mechanism from a small set: of SASL in its own spelling, or "password" for a command that takes one
     * @param outcome from a small set
     */
    public void login(String mechanism, String outcome) {
        registry.counter("packetboat.logins", "protocol", protocol, "mechanism", mechanism, "outcome", outcome)
                .increment();
    }

    /** A handshake succeeded. */
    public void handshake(String listener, TlsSession tls) {
        registry.counter(
                        "packetboat.tls.handshakes",
                        "protocol",
                        protocol,
                        "listener",
                        listener,
                        "version",
                        tls.protocol(),
                        "cipher",
                        tls.cipher())
                .increment();
    }

    /**
     * A handshake failed.
     *
     * @return the reason, from a small set
     */
    public String handshakeFailed(String listener, Throwable failure) {
        String reason = switch (failure) {
            case NotSslRecordException _ -> "not_tls";
            case SslHandshakeTimeoutException _, TimeoutException _ -> "timeout";
            case ClosedChannelException _ -> "closed";
            case SSLHandshakeException _ -> "refused";
            default -> "other";
        };
        handshakeFailed(listener, reason);
        return reason;
    }

    /** @param reason from a small set */
    public void handshakeFailed(String listener, String reason) {
        registry.counter("packetboat.tls.failures", "protocol", protocol, "listener", listener, "reason", reason)
                .increment();
    }

    /** A drain begins: counted now, since the process ends with it. */
    public void draining() {
        drains.increment();
    }

    /** A command was cut by the end of a drain's grace. */
    public void drainForced() {
        forced.increment();
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
