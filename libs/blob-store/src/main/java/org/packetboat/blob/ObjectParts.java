package org.packetboat.blob;

import org.jspecify.annotations.Nullable;

/**
 * The requests that make one object of its parts: a single one if it has no more than one part. Beginning the upload goes with the first part, and ending it with
 * the last. Used by one thread.
 */
final class ObjectParts {
    private final BlobStore store;
    private final String objectKey;
    private @Nullable MultipartUpload upload;
    private int sent;

    ObjectParts(BlobStore store, String objectKey) {
        this.store = store;
        this.objectKey = objectKey;
    }

    /** Stores a part that another one follows. */
    void send(FileSection part) throws InterruptedException {
        MultipartUpload begun = upload;
        if (begun == null) {
            begun = store.startUpload(objectKey);
            upload = begun;
        }
        begun.part(++sent, part);
    }

    /** Stores the part that no other follows. The object exists when this returns. */
    void sendLast(FileSection part) throws InterruptedException {
        MultipartUpload begun = upload;
        if (begun == null) {
            store.put(objectKey, part);
            return;
        }
        send(part);
        begun.complete();
    }

    /** The object will not be. */
    void giveUp() {
        MultipartUpload begun = upload;
        if (begun == null) {
            return;
        }
        Thread.interrupted();
        try {
            begun.abort();
        } catch (InterruptedException | RuntimeException e) {
            // The parts stay behind until the bucket's own rule for incomplete uploads removes them; the cause is
            // reported already.
        }
    }
}
