package org.packetboat.mailbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.packetboat.service.config.DatabaseTlsConfig;

/** {@code packetboat.database}. */
@ConfigMapping(prefix = "packetboat.database")
public interface DatabaseConfig extends DatabaseTlsConfig {
    /** {@code postgresql://host:port/database}. */
    @WithDefault("postgresql://127.0.0.1:5432/packetboat")
    URI url();

    @WithDefault("mailbox")
    String user();

    Optional<String> password();

    @WithDefault("mailbox")
    String schema();

    /** Most connections open at a time. */
    @WithDefault("16")
    int connections();

    /** Accounts that the delivery of a batch may change in one transaction; 1 where the database keeps accounts on machines of their own. */
    @WithDefault("32")
    int accountsPerTransaction();

    /** For one transaction, repeats included. */
    @WithDefault("10s")
    Duration deadline();
}
