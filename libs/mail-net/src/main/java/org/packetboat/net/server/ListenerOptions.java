package org.packetboat.net.server;

import java.time.Duration;

/**
 * One listener.
 *
 * @param host address to bind
 * @param port 0 for any free one
 */
public record ListenerOptions(String host, int port, Timeouts timeouts, Limits limits) {
    /** Defaults for a port. */
    public static ListenerOptions of(String host, int port) {
        return new ListenerOptions(host, port, Timeouts.DEFAULTS, Limits.DEFAULTS);
    }

    /** The same with other timeouts. */
    public ListenerOptions with(Timeouts other) {
        return new ListenerOptions(host, port, other, limits);
    }

    /** The same with other limits. */
    public ListenerOptions with(Limits other) {
        return new ListenerOptions(host, port, timeouts, other);
    }

    /**
     * @param idle between commands; a session may change its own, see {@link Connection#setIdleTimeout}
     * @param authentication from the greeting to {@link Connection#authenticated()}; zero for none (SMTP from other MTAs)
     * @param input how long a command waits for more of its own input (DATA, literals, SASL responses)
     * @param stall how long a client may take nothing of what is written to it
     */
    public record Timeouts(Duration idle, Duration authentication, Duration input, Duration stall) {
        /** 5 min, 60 s, 3 min, 60 s. */
        public static final Timeouts DEFAULTS = new Timeouts(
                Duration.ofMinutes(5), Duration.ofSeconds(60), Duration.ofMinutes(3), Duration.ofSeconds(60));

        /** The same with another idle timeout. */
        public Timeouts withIdle(Duration other) {
            return new Timeouts(other, authentication, input, stall);
        }

        /** The same with another authentication timeout. */
        public Timeouts withAuthentication(Duration other) {
            return new Timeouts(idle, other, input, stall);
        }
    }

    /**
     * @param connections of the listener, 0 for no limit
     * @param connectionsPerAddress 0 for no limit
     */
    public record Limits(int connections, int connectionsPerAddress) {
        /** 20,000 in all, 200 an address. */
        public static final Limits DEFAULTS = new Limits(20_000, 200);
    }
}
