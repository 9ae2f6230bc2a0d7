package org.packetboat.pop3.adapter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The cache of bodies, in memory and on a local disk. */
@ConfigMapping(prefix = "packetboat.cache")
public interface CacheConfig {
    /** Octets of all bodies in memory together. */
    @WithDefault("64M")
    MemorySize size();

    /** Octets on the local disk of bodies that memory had no room for; 0: none. */
    @WithDefault("256M")
    MemorySize diskSize();

    /** Where those are; by default below the directory for temporary files. */
    Optional<String> diskDirectory();
}
