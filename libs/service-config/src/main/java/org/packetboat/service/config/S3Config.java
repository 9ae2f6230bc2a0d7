package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The object store. */
@ConfigMapping(prefix = "packetboat.s3")
public interface S3Config {
    /** Its URL. */
    String endpoint();

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
