package org.packetboat.pop3.adapter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where bodies are. */
@ConfigMapping(prefix = "packetboat.s3")
public interface S3Config {
    /** URL of the object store. */
    String endpoint();

    /** Credentials that may read. */
    String accessKey();

    /** Never logged. */
    String secretKey();

    /** Shared by all services. */
    @WithDefault("packetboat")
    String bucket();

    /** As the store wants it. */
    @WithDefault("us-east-1")
    String region();
}
