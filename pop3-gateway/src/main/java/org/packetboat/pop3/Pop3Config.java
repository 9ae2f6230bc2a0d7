package org.packetboat.pop3;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The POP3 listener. */
@ConfigMapping(prefix = "packetboat.pop3")
public interface Pop3Config {
    /** Address to bind. */
    @WithDefault("0.0.0.0")
    String host();

    /** Port to bind; 110 in the world, 2110 where that needs no rights. */
    @WithDefault("2110")
    int port();

    /** How long a client may be silent between commands. RFC 1939 §3: at least 10 minutes. */
    @WithDefault("10m")
    Duration idleTimeout();

    /** From the greeting to a successful PASS. */
    @WithDefault("60s")
    Duration authenticationTimeout();

    /** How long a client may take nothing of a response. */
    @WithDefault("60s")
    Duration writeTimeout();

    /** How long an account waits from one login to the next (RFC 2449 §6.5), at each instance; 0 for no delay. */
    @WithDefault("0s")
    Duration loginDelay();

    /** Connections in all; 0 for no limit. */
    @WithDefault("20000")
    int maxConnections();

    /** Connections of one address; 0 for no limit. */
    @WithDefault("200")
    int maxConnectionsPerAddress();

    /** How long clients may take to end their command when the gateway stops. */
    @WithDefault("25s")
    Duration drainGrace();
}
