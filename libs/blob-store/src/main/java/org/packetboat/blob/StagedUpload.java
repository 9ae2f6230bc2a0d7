package org.packetboat.blob;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.body.BlobRef;

/**
 * A large body on its way into an object of its own: octets go to a spool file, and each full part is uploaded from there while the next one
 * arrives (architecture 2.4). Used by one thread. {@link #append} does not wait for the store, {@link #complete} does.
 *
 * <pre>
 * try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
 *     while (...) upload.append(chunk);
 *     BlobRef blob = upload.complete();
 *     ...
 * }
 * </pre>
 *
 * <p>Closing before {@link #complete} has returned gives the upload up. After it the object exists; when it is known that nothing refers or
 * will refer to it, {@link #discard} deletes it, otherwise the ledger's collector does in time.
 */
public final class StagedUpload implements AutoCloseable {
    private static final int PART_OCTETS = MultipartUpload.MINIMUM_PART_OCTETS;

    private final BlobStore store;
    private final ObjectKeySource keys;
    private final SpoolFile file;
    private final Sha256 partDigest = new Sha256();
    private @Nullable ReservedKey key;
    private @Nullable PartUploader uploader;
    private long handedOver;
    private boolean completed;

    /** @throws SpoolFullException when no spool file can be made */
    public StagedUpload(BlobStore store, ObjectKeySource keys, Spool spool) {
        this.store = store;
        this.keys = keys;
        this.file = spool.open();
    }

    /** Octets appended so far. */
    public long size() {
        return file.size();
    }

    /** What was appended; readable until this upload is closed. */
    public SpoolFile file() {
        return file;
    }

    /**
     * Appends all remaining octets and starts uploading the part that they may have completed.
     *
     * @throws SpoolFullException when the spool is full
     * @throws BlobStoreUnavailableException when an earlier part could not be uploaded
     */
    public void append(ByteBuffer octets) throws InterruptedException {
        while (octets.hasRemaining()) {
            if (file.size() - handedOver == PART_OCTETS) {
                uploader().upload(file.section(handedOver, PART_OCTETS, partDigest.finish()));
                handedOver += PART_OCTETS;
            }
            int count = (int) Math.min(octets.remaining(), handedOver + PART_OCTETS - file.size());
            ByteBuffer piece = octets.slice(octets.position(), count);
            partDigest.update(piece.duplicate());
            file.append(piece);
            octets.position(octets.position() + count);
        }
    }

    /** Waits until everything is stored. The object is durable when this returns. */
    public BlobRef complete() throws InterruptedException {
        if (completed) {
            throw new IllegalStateException("already complete");
        }
        FileSection rest = file.section(handedOver, file.size() - handedOver, partDigest.finish());
        PartUploader running = uploader;
        if (running == null) {
            store.put(key().objectKey(), rest);
        } else {
            running.upload(rest);
            running.complete();
        }
        completed = true;
        return BlobRef.newBuilder()
                .setObjectKey(key().objectKey())
                .setLength(file.size())
                .build();
    }

    /** Deletes the completed object: only when it is certain that no record and no row refers to it. */
    public void discard() throws InterruptedException {
        if (completed) {
            store.delete(List.of(key().objectKey()));
        }
    }

    /** The key that is used, reserved at the first need. */
    public ReservedKey key() throws InterruptedException {
        ReservedKey reserved = key;
        if (reserved == null) {
            reserved = keys.next();
            key = reserved;
        }
        return reserved;
    }

    private PartUploader uploader() throws InterruptedException {
        PartUploader running = uploader;
        if (running == null) {
            running = new PartUploader(store, key().objectKey());
            uploader = running;
        }
        return running;
    }

    @Override
    public void close() {
        PartUploader running = uploader;
        if (running != null) {
            running.close(file::close);
        } else {
            file.close();
        }
    }
}
