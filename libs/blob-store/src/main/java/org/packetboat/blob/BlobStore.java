package org.packetboat.blob;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/**
 * One bucket. Every call blocks until the store has answered or the deadline of {@link BlobStoreOptions} has passed and is meant for virtual
 * threads. Failures: {@link NoSuchObjectException} when the store says so, {@link BlobStoreUnavailableException} for everything else, after
 * which it is unknown whether a write happened; writing the same octets under the same key again is always allowed.
 */
public interface BlobStore extends AutoCloseable {
    /** Largest number of keys that {@link #delete} takes. */
    int DELETE_LIMIT = 1_000;

    /** Stores the first {@code length} octets of {@code octets}; they are durable when this returns. */
    void put(String objectKey, byte[] octets, int length) throws InterruptedException;

    /** Stores a section of a file as a whole object. Who is interrupted leaves no call behind; this holds for uploads in parts as well. */
    void put(String objectKey, FileSection octets) throws InterruptedException;

    /**
     * Reads a range, {@code length > 0}. The consumer sees exactly that range (an object that ends early is a
     * {@link BlobStoreUnavailableException}) and must not wait for anything slow: the deadline covers it.
     */
    void read(String objectKey, long offset, long length, RangeConsumer consumer) throws InterruptedException;

    /** A range of bounded size as one array. */
    default byte[] get(String objectKey, long offset, int length) throws InterruptedException {
        if (length == 0) {
            return new byte[0];
        }
        byte[] octets = new byte[length];
        read(objectKey, offset, length, in -> readFully(in, octets, objectKey));
        return octets;
    }

    /** Deletes by name, at most {@link #DELETE_LIMIT}; names that do not exist are fine. */
    void delete(Collection<String> objectKeys) throws InterruptedException;

    /** Starts an upload in parts. An upload that is neither completed nor aborted leaves its parts behind in the store. */
    MultipartUpload startUpload(String objectKey) throws InterruptedException;

    /** Returns normally when the store answers and the bucket exists. */
    void probe() throws InterruptedException;

    @Override
    void close();

    /** Reads octets that arrive from the store. */
    @FunctionalInterface
    interface RangeConsumer {
        void accept(InputStream octets) throws IOException, InterruptedException;
    }

    /** Fills {@code target} or fails as an object that ends early does. */
    static void readFully(InputStream in, byte[] target, String objectKey) throws IOException {
        if (in.readNBytes(target, 0, target.length) != target.length) {
            throw new BlobStoreUnavailableException("object ends early: " + objectKey);
        }
    }
}
