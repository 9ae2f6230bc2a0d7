package org.packetboat.frontdoor;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator can set for the listeners of a gateway; each number counts for each of its listeners. */
public interface FrontDoorConfig {
    /** Address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /**
     * The entry of the TLS registry ({@code quarkus.tls.NAME}) with the certificates, chosen by the name that a client asks for; without it
     * there is no TLS. With a trust store in it clients may show certificates of their own (EXTERNAL).
     */
    Optional<String> tlsConfigurationName();

    /** Networks from which passwords and tokens may come without TLS; by default none. */
    Optional<List<String>> clearTextLogins();

    /** Networks of load balancers: a PROXY header has to come from there, and may come from nowhere else. */
    Optional<List<String>> proxyNetworks();

    /** Connections in all, 0 for no limit. */
    @WithDefault("20000")
    int maxConnections();

    /** Connections from one address, 0 for no limit. */
    int maxConnectionsPerAddress();

    /** Connections on which one user is logged in, 0 for no limit. */
    @WithDefault("200")
    int maxConnectionsPerUser();

    /** Commands of one connection, 0 for no limit. */
    @WithDefault("1000000")
    int maxCommands();

    /** Failed logins of one connection, 0 for no limit. */
    @WithDefault("5")
    int maxLoginFailures();

    /** Between commands. */
    Duration idleTimeout();

    /** From the greeting to a login, where one is wanted. */
    @WithDefault("60s")
    Duration loginTimeout();

    /** From the first octet of a command to its end, and for a TLS handshake and the header of a load balancer. */
    @WithDefault("60s")
    Duration commandTimeout();

    /** Between two pieces of what belongs to a command: message data, a literal, the answer to a challenge. */
    @WithDefault("3m")
    Duration inputTimeout();

    /** Octets a second that prolong {@link #commandTimeout} and {@link #inputTimeout} for all of what a client sends. */
    @WithDefault("1K")
    MemorySize minInputRate();

    /** How long a client may take nothing of what is written to it. */
    @WithDefault("60s")
    Duration stallTimeout();

    /** When the gateway is stopped: until everybody has heard goodbye and every command in progress has ended. */
    @WithDefault("25s")
    Duration drainGrace();
}
