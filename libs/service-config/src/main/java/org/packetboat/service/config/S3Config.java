package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The object store. */
@ConfigMapping(prefix = "packetboat.s3")
public interface S3Config {
    /** Its URL. */
    String endpoint();

    /** PEM file of the authority of an {@code https} store's certificate; without it those that the JDK knows. */
    Optional<Path> caCertificate();

    /** Name of the key. */
    String accessKey();

    /** The key; never logged. */
    String secretKey();

    /** The bucket of all bodies. */
    @WithDefault("packetboat")
    String bucket();

    /** What requests are signed for. */
    @WithDefault("us-east-1")
    String region();
}
