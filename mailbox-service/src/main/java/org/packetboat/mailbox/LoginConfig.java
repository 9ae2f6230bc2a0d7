package org.packetboat.mailbox;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mailbox.auth.LoginRules;

/** {@code packetboat.mailbox-service.login}. */
public interface LoginConfig {
    /** Networks whose failed logins are neither delayed nor blocked: {@code 127.0.0.0/8,::1}. */
    Optional<List<String>> exemptNetworks();

    /** So many failures are answered at once. */
    @WithDefault("3")
    int freeFailures();

    /** How long the next one waits for its answer; doubles with every further one. */
    @WithDefault("500ms")
    Duration delay();

    /** Up to here. */
    @WithDefault("8s")
    Duration maxDelay();

    /** So many failures block a client's address (IPv6: its /64). */
    @WithDefault("50")
    int addressFailures();

    /** So many failures block a login for a network (/24, IPv6: /48). */
    @WithDefault("10")
    int accountFailures();

    /** For how long. */
    @WithDefault("15m")
    Duration blockTime();

    /** Failures of so long are counted together, from the first of them. */
    @WithDefault("15m")
    Duration window();

    /** The same for those who apply it; fails when a network is none. */
    default LoginRules rules() {
        return new LoginRules(
                NetworkSet.parse(exemptNetworks().orElse(List.of())),
                freeFailures(),
                delay(),
                maxDelay(),
                addressFailures(),
                accountFailures(),
                blockTime(),
                window());
    }
}
