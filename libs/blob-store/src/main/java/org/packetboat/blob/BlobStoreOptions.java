package org.packetboat.blob;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the bucket is and how long to wait.
 *
 * @param certificateAuthority PEM file of the authority of an {@code https} endpoint; without it those that the JDK knows
 * @param connectTimeout for a TCP or TLS connection
 * @param callTimeout for one whole request including its octets; one part of a staged upload has {@code 4 * callTimeout}
 */
public record BlobStoreOptions(
        URI endpoint,
        String accessKey,
        String secretKey,
        String bucket,
        String region,
        Optional<Path> certificateAuthority,
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
                Optional.empty(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(8));
    }

    /** Within which an upload has ended, whatever became of it, also for whoever has stopped waiting. */
    public Duration uploadTimeout() {
        return callTimeout.multipliedBy(MinioBlobStore.UPLOAD_TIMEOUT_FACTOR + 1);
    }

    public BlobStoreOptions withCallTimeout(Duration timeout) {
        return new BlobStoreOptions(
                endpoint, accessKey, secretKey, bucket, region, certificateAuthority, connectTimeout, timeout);
    }

    public BlobStoreOptions withCertificateAuthority(Optional<Path> file) {
        return new BlobStoreOptions(endpoint, accessKey, secretKey, bucket, region, file, connectTimeout, callTimeout);
    }

    @Override
    public String toString() {
        return endpoint + "/" + bucket;
    }
}
