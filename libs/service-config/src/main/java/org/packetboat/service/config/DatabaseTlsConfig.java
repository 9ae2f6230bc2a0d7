package org.packetboat.service.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How a service that has a database believes it; part of its {@code packetboat.database}. */
public interface DatabaseTlsConfig {
    /** Whether the connection is encrypted, and what is compared. */
    @WithDefault("disable")
    SslMode sslMode();

    /** PEM file of the authority of the database's certificate; the modes that verify need it. */
    Optional<Path> caCertificate();

    /** By PostgreSQL's names. Encrypting without verifying is not among them: it keeps out nobody who is in between. */
    enum SslMode {
        DISABLE,
        /** The authority. */
        VERIFY_CA,
        /** The authority and the name. */
        VERIFY_FULL
    }
}
