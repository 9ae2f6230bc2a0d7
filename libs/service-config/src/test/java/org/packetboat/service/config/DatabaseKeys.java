package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** As a service with a database has them. */
@ConfigMapping(prefix = "packetboat.database")
public interface DatabaseKeys extends DatabaseTlsConfig {
    URI url();

    String user();

    String password();
}
