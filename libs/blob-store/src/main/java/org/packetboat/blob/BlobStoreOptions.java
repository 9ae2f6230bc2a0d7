package org.packetboat.blob;

import java.net.URI;
import java.time.Duration;

/**
 * Where the bucket is and how long to wait.
 *
 * @param connectTimeout for a TCP or TLS connection
 * @param callTimeout for one whole request including its octets; one part of a staged upload has {@code 4 * callTimeout}
 */
public record BlobStoreOptions(
        URI endpoint,
        String accessKey,
        String secretKey,
        String bucket,
        String region,
        Duration connectTimeout,
        Duration callTimeout) {
    public static BlobStoreOptions of(
            String endpoint, String accessKey, String secretKey, String bucket, String region) {
        return new BlobStoreOptions(
                URI.create(endpoint),
                accessKey,
                secretKey,
                bucket,
                region,
                Duration.ofSeconds(2),
                Duration.ofSeconds(8));
    }

    public BlobStoreOptions withCallTimeout(Duration timeout) {
        return new BlobStoreOptions(endpoint, accessKey, secretKey, bucket, region, connectTimeout, timeout);
    }

    @Override
    public String toString() {
        return endpoint + "/" + bucket;
    }
}
