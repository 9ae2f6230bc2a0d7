package org.packetboat.blob;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.body.BlobRef;

/**
 * A large body on its way into an object of its own: octets go to a spool file, and each full part is uploaded from there while the next one
 * arrives (architecture 2.4). At most two parts are in the spool, whatever the size: {@link #append} waits for the store, and for room in the spool.
 * Where nobody waits for that, a part has all of its room before its first octet is taken, and what cannot end does not begin. Used by one thread.
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
    static final int PART_OCTETS = MultipartUpload.MINIMUM_PART_OCTETS;

    private static final int CHUNK_OCTETS = 1 << 18;

    /** Longer than every call to the store together that an end needs. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final BlobStore store;
    private final Spool spool;
    private final long announced;
    private final PartUploader uploader;
    private final Sha256 partDigest = new Sha256();
    private @Nullable SpoolFile part;
    private long size;
    private boolean completed;

    /** An upload of unknown size. */
    public StagedUpload(BlobStore store, ObjectKeySource keys, Spool spool) {
        this(store, keys, spool, 0);
    }

    /** @param announced how many octets will come, which may turn out to be wrong; 0 if nobody knows */
    public StagedUpload(BlobStore store, ObjectKeySource keys, Spool spool, long announced) {
        this.store = store;
        this.spool = spool;
        this.announced = announced;
        this.uploader = new PartUploader(store, keys, spool.turns());
    }

    /** Octets appended so far. */
    public long size() {
        return size;
    }

    /**
     * Appends all remaining octets and starts uploading the part that they may have completed.
     *
     * @throws SpoolFullException when there was no room in the spool for too long
     * @throws BlobStoreUnavailableException when an earlier part could not be uploaded
     */
    public void append(ByteBuffer octets) throws InterruptedException {
        while (octets.hasRemaining()) {
            SpoolFile open = openPart();
            int count = (int) Math.min(octets.remaining(), PART_OCTETS - open.size());
            ByteBuffer piece = octets.slice(octets.position(), count);
            partDigest.update(piece.duplicate());
            open.append(piece);
            size += count;
            octets.position(octets.position() + count);
        }
    }

    /**
     * Appends a body that the store has. What is held of it at a time is a chunk, whatever its size.
     *
     * @throws NoSuchObjectException when the store has it no more
     * @throws SpoolFullException as for octets
     * @throws BlobStoreUnavailableException likewise, or when the body could not be read
     */
    public void append(BlobRef stored) throws InterruptedException {
        for (long at = 0; at < stored.getLength(); at += CHUNK_OCTETS) {
            int count = (int) Math.min(CHUNK_OCTETS, stored.getLength() - at);
            append(ByteBuffer.wrap(store.get(stored.getObjectKey(), stored.getOffset() + at, count)));
        }
    }

    /** A part that has room for another octet. */
    private SpoolFile openPart() throws InterruptedException {
        SpoolFile open = part;
        if (open != null && open.size() < PART_OCTETS) {
            return open;
        }
        if (open != null) {
            uploader.upload(open, partDigest.finish());
            part = null;
        }
        SpoolFile fresh = spool.open();
        part = fresh;
        if (!spool.isWaitedFor()) {
            fresh.reserve(announced > size ? Math.min(PART_OCTETS, announced - size) : PART_OCTETS);
        }
        return fresh;
    }

    /** Waits until everything is stored. The object is durable when this returns. */
    public BlobRef complete() throws InterruptedException {
        return complete(PATIENCE);
    }

    /**
     * The same.
     *
     * @param within so much time of the store's own. Waiting for turns comes on top of it, see {@link #queuedFor}
     * @throws BlobStoreUnavailableException when it did not succeed, or not in this time
     */
    public BlobRef complete(Duration within) throws InterruptedException {
        if (completed) {
            throw new IllegalStateException("already complete");
        }
        SpoolFile rest = part == null ? spool.open() : part;
        part = rest;
        uploader.uploadLast(rest, partDigest.finish());
        part = null;
        String objectKey = uploader.awaitObject(within);
        completed = true;
        return BlobRef.newBuilder().setObjectKey(objectKey).setLength(size).build();
    }

    /** How long {@link #complete} waited until the store had time for what was left: bounded for all of that together. */
    public Duration queuedFor() {
        return uploader.queuedFor();
    }

    /** Deletes the completed object: only when it is certain that no record and no row refers to it. */
    public void discard() throws InterruptedException {
        if (completed) {
            store.delete(List.of(objectKey().orElseThrow()));
        }
    }

    /** The name that is used, or will have been; empty when nothing has been sent to the store. */
    public Optional<String> objectKey() {
        return uploader.name();
    }

    @Override
    public void close() {
        uploader.close();
        SpoolFile open = part;
        if (open != null) {
            part = null;
            open.close();
        }
    }
}
