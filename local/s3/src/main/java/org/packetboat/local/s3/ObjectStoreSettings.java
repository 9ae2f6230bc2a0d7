package org.packetboat.local.s3;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the launcher decides about the object store.
 *
 * @param data the directory that holds a directory for each bucket
 * @param port of the listener on loopback
 * @param readyFile written once clients are served and the bucket exists
 * @param bucket created at start
 * @param durability what an answered PUT survives
 * @param certificate with it the listener speaks TLS
 */
record ObjectStoreSettings(
        Path data,
        int port,
        Path readyFile,
        String accessKey,
        String secretKey,
        String bucket,
        Durability durability,
        Optional<ServerCertificate> certificate) {

    /** What an answered PUT survives. */
    enum Durability {
        /** A killed process. */
        WRITTEN,
        /** A power cut too: the object and its directories are synced before the answer. */
        SYNCED
    }

    static ObjectStoreSettings from(Map<String, String> environment) {
        return new ObjectStoreSettings(
                Path.of(required(environment, "PACKETBOAT_LOCAL_DATA")),
                Integer.parseInt(required(environment, "PACKETBOAT_LOCAL_PORT")),
                Path.of(required(environment, "PACKETBOAT_LOCAL_READY_FILE")),
                required(environment, "PACKETBOAT_S3_ACCESS_KEY"),
                required(environment, "PACKETBOAT_S3_SECRET_KEY"),
                required(environment, "PACKETBOAT_S3_BUCKET"),
                Boolean.parseBoolean(environment.get("PACKETBOAT_LOCAL_SYNC")) ? Durability.SYNCED : Durability.WRITTEN,
                certificate(environment));
    }

    private static Optional<ServerCertificate> certificate(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("PACKETBOAT_LOCAL_CERTIFICATE"))
                .map(chain ->
                        new ServerCertificate(Path.of(chain), Path.of(required(environment, "PACKETBOAT_LOCAL_KEY"))));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    @Override
    public String toString() {
        return "ObjectStoreSettings[data=%s, port=%d, bucket=%s, durability=%s]"
                .formatted(data, port, bucket, durability);
    }
}
