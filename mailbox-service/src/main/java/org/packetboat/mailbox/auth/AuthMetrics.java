package org.packetboat.mailbox.auth;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Set;

/** {@code packetboat_auth_total} and {@code packetboat_auth_blocked_total}. Thread-safe. */
public final class AuthMetrics {
    private static final Set<String> PROTOCOLS = Set.of("smtp", "imap", "pop3");

    private final MeterRegistry registry;

    public AuthMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** What a client proved itself with. */
    public enum Mechanism {
        PASSWORD,
        SCRAM,
        BEARER,
        CERTIFICATE
    }

    /** How it ended. */
    public enum Outcome {
        OK,
        REFUSED,
        BLOCKED,
        /** Too many logins at once. */
        OVERLOADED,
        /** Nobody could tell. */
        UNAVAILABLE
    }

    /** What is blocked. */
    public enum Scope {
        ADDRESS,
        ACCOUNT
    }

    /** @param protocol as the gateway calls itself */
    public void login(String protocol, Mechanism mechanism, Outcome outcome) {
        registry.counter(
                        "packetboat.auth",
                        "protocol",
                        PROTOCOLS.contains(protocol) ? protocol : "other",
                        "mechanism",
                        tag(mechanism),
                        "outcome",
                        tag(outcome))
                .increment();
    }

    void blocked(Scope scope) {
        registry.counter("packetboat.auth.blocked", "scope", tag(scope)).increment();
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
