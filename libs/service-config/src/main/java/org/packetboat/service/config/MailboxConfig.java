package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The mailbox service, as its callers know it. */
@ConfigMapping(prefix = "packetboat.mailbox")
public interface MailboxConfig {
    /** Its gRPC API, {@code host:port}. */
    String address();

    /** The configuration {@code quarkus.tls.NAME} with our certificate and the authority of the service's; without it nothing is encrypted. */
    Optional<String> tlsConfigurationName();

    /** Whether it has an issuer whose tokens log in; only then OAUTHBEARER and XOAUTH2 are offered. */
    @WithDefault("false")
    boolean bearerTokens();
}
