package org.packetboat.local.s3;

import java.net.URI;
import java.nio.file.Files;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3Proxy over a local directory. An object is written beside its place and moved there, so a killed process leaves the old
 * one or the new one.
 */
public final class ObjectStore {
    /** A body is held in memory until its signature is checked: so many parts of 5 MiB at once, each held two or three times over,
     * are what the heap has room for. */
    private static final int THREADS = 16;

    /** Twice the largest pack. All else comes in parts, and a larger body in one request would take the heap from them. */
    private static final long LARGEST_PUT = 16L << 20;

    private ObjectStore() {}

    public static void main(String[] args) throws Exception {
        ObjectStoreSettings settings = ObjectStoreSettings.from(System.getenv());
        Files.createDirectories(settings.data());
        BlobStore store = open(settings);
        if (!store.containerExists(settings.bucket())) {
            store.createContainer(settings.bucket());
        }
        S3Proxy.Builder builder = S3Proxy.builder()
                .blobStore(store)
                .awsAuthentication(AuthenticationType.AWS_V4, settings.accessKey(), settings.secretKey())
                .v4MaxNonChunkedRequestSize(LARGEST_PUT)
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(THREADS);
        if (settings.certificate().isPresent()) {
            builder.secureEndpoint(URI.create("https://127.0.0.1:" + settings.port()))
                    .sslContext(settings.certificate().get().context());
        } else {
            builder.endpoint(URI.create("http://127.0.0.1:" + settings.port()));
        }
        S3Proxy server = builder.build();
        server.start();
        Files.writeString(
                settings.readyFile(), Long.toString(ProcessHandle.current().pid()));
    }

    private static BlobStore open(ObjectStoreSettings settings) {
        BlobStore files = new FilesystemNio2BlobStore(settings.data().toString());
        return switch (settings.durability()) {
            case WRITTEN -> files;
            case SYNCED -> new SyncedBlobStore(files, settings.data());
        };
    }
}
