package org.packetboat.service.config;

import org.packetboat.blob.BlobStoreOptions;

/** Options of the object store's client; apart, because a service without object storage has no such client. */
public final class ObjectStores {
    private ObjectStores() {}

    /** As the operator configured it, with the client's own timeouts. */
    public static BlobStoreOptions options(S3Config s3) {
        return BlobStoreOptions.of(s3.endpoint(), s3.accessKey(), s3.secretKey(), s3.bucket(), s3.region())
                .withCertificateAuthority(s3.caCertificate());
    }
}
