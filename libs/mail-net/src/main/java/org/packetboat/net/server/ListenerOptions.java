package org.packetboat.net.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.packetboat.mail.network.NetworkSet;

/**
 * One listener.
 *
 * @param name of what is spoken there: "imap", "imaps"; tag of its meters
 * @param host address to bind
 * @param port 0 for any free one
 * @param clearTextLogins clients that may show their passwords without TLS, by the address behind any load balancer
 * @param proxies load balancers: they begin with a PROXY header, and nobody else may
 */
public record ListenerOptions(
        String name,
        String host,
        int port,
        Encryption encryption,
        NetworkSet clearTextLogins,
        NetworkSet proxies,
        Timeouts timeouts,
        Limits limits) {
    /** Defaults for a port: no TLS, no load balancer, and passwords in the clear from everywhere. */
    public static ListenerOptions of(String name, String host, int port) {
        return new ListenerOptions(
                name,
                host,
                port,
                new Encryption.None(),
                NetworkSet.parse(List.of("0.0.0.0/0", "::/0")),
                NetworkSet.EMPTY,
                Timeouts.DEFAULTS,
                Limits.DEFAULTS);
    }

    /** The same with other timeouts. */
    public ListenerOptions with(Timeouts other) {
        return new ListenerOptions(name, host, port, encryption, clearTextLogins, proxies, other, limits);
    }

    /** The same with other limits. */
    public ListenerOptions with(Limits other) {
        return new ListenerOptions(name, host, port, encryption, clearTextLogins, proxies, timeouts, other);
    }

    /** The same with other encryption. */
    public ListenerOptions with(Encryption other) {
        return new ListenerOptions(name, host, port, other, clearTextLogins, proxies, timeouts, limits);
    }

    /** The same with others that may log in without TLS. */
    public ListenerOptions withClearTextLogins(NetworkSet others) {
        return new ListenerOptions(name, host, port, encryption, others, proxies, timeouts, limits);
    }

    /** The same with other load balancers. */
    public ListenerOptions withProxies(NetworkSet others) {
        return new ListenerOptions(name, host, port, encryption, clearTextLogins, others, timeouts, limits);
    }

    /**
     * @param idle between commands; a session may change its own, see {@link Connection#setIdleTimeout}
     * @param authentication from the greeting to {@link Connection#loggedIn}; zero for none (SMTP from other MTAs)
     * @param command from the first octet of a command to its end, and for the header of a load balancer and a TLS handshake
     * @param input how long a command waits for more of its own input (DATA, literals, SASL responses)
     * @param stall how long a client may take nothing of what is written to it
     * @param inputRate octets a second that make the time longer which {@code command} and {@code input} allow for all of what a client
     *     sends; 1 at least
     */
    public record Timeouts(
            Duration idle, Duration authentication, Duration command, Duration input, Duration stall, long inputRate) {
        /** 5 min, 60 s, 60 s, 3 min, 60 s, 1 KiB/s. */
        public static final Timeouts DEFAULTS = new Timeouts(
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMinutes(3),
                Duration.ofSeconds(60),
                1024);

        /** Checks the rate. */
        public Timeouts {
            if (inputRate < 1) {
                throw new IllegalArgumentException("input rate " + inputRate);
            }
        }

        /** The same with another idle timeout. */
        public Timeouts withIdle(Duration other) {
            return new Timeouts(other, authentication, command, input, stall, inputRate);
        }

        /** The same with another authentication timeout. */
        public Timeouts withAuthentication(Duration other) {
            return new Timeouts(idle, other, command, input, stall, inputRate);
        }

        /** How much longer a client may take for so many octets. */
        long nanosFor(long octets) {
            return TimeUnit.SECONDS.toNanos(octets) / inputRate;
        }

        Duration shortest() {
            Duration shortest = min(min(idle, stall), command);
            return authentication.isZero() ? shortest : min(shortest, authentication);
        }

        private static Duration min(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    /**
     * Each 0 for no limit.
     *
     * @param connections of the listener
     * @param connectionsPerAddress by the address behind any load balancer
     * @param connectionsPerUser that are logged in
     * @param commands of one connection
     * @param authenticationFailures of one connection
     */
    public record Limits(
            int connections,
            int connectionsPerAddress,
            int connectionsPerUser,
            int commands,
            int authenticationFailures) {
        /** 20,000 in all, 200 an address, 200 a user; 1,000,000 commands; 5 failures. */
        public static final Limits DEFAULTS = new Limits(20_000, 200, 200, 1_000_000, 5);
    }
}
