package org.packetboat.pop3;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.packetboat.frontdoor.FrontDoorConfig;

/** The POP3 listeners. */
@ConfigMapping(prefix = "packetboat.pop3")
public interface Pop3Config extends FrontDoorConfig {
    /** In the clear, and STLS; 110 in the world, 2110 where that needs no rights. */
    @WithDefault("2110")
    int port();

    /** With TLS from the start, if there are certificates; 995 in the world. */
    @WithDefault("2995")
    int tlsPort();

    /** RFC 1939 §3: at least 10 minutes. */
    @Override
    @WithDefault("10m")
    Duration idleTimeout();

    /** How long an account waits from one login to the next (RFC 2449 §6.5), at each instance; 0 for no delay. */
    @WithDefault("0s")
    Duration loginDelay();

    @Override
    @WithDefault("200")
    int maxConnectionsPerAddress();
}
