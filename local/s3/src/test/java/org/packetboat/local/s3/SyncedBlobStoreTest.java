package org.packetboat.local.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class SyncedBlobStoreTest {
    private static final String KEY = "pack/2026112315/0123456789abcdef";

    @TempDir
    Path root;

    @Test
    void anObjectBelowNewDirectoriesIsWrittenAndSynced() throws Exception {
        byte[] body = "octets".getBytes(StandardCharsets.US_ASCII);
        try (BlobStore store = new SyncedBlobStore(new FilesystemNio2BlobStore(root.toString()), root)) {
            store.createContainer("bucket");
            PutObjectRequest request = PutObjectRequest.builder()
                    .bucket("bucket")
                    .key(KEY)
                    .contentLength((long) body.length)
                    .build();
            store.putBlob(request, new ByteArrayInputStream(body));
            assertThat(root.resolve("bucket").resolve(KEY)).hasBinaryContent(body);
            store.removeBlob("bucket", KEY);
            assertThat(root.resolve("bucket").resolve(KEY)).doesNotExist();
        }
    }
}
