package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The collector of traces. */
@ConfigMapping(prefix = "packetboat.tracing")
public interface TracingConfig {
    /** Its URL, for OTLP over HTTP; without it nothing is traced. */
    Optional<String> endpoint();
}
