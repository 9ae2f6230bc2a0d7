package org.packetboat.pop3.adapter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The cache of bodies in memory. */
@ConfigMapping(prefix = "packetboat.cache")
public interface CacheConfig {
    /** Octets of all bodies together. */
    @WithDefault("64M")
    MemorySize size();
}
