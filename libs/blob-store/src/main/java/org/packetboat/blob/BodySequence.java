package org.packetboat.blob;

/** Bodies in the order in which they were asked for, read ahead within a window of octets; of one thread. */
public interface BodySequence extends AutoCloseable {
    boolean hasNext();

    /**
     * The next body, waiting for it if it has not arrived.
     *
     * @throws NoSuchObjectException when this body is gone; the sequence goes on with the next one
     * @throws BlobStoreUnavailableException when the store is away; the sequence goes on with the next one
     */
    Body next() throws InterruptedException;

    /** Forgets what was read ahead. */
    @Override
    void close();
}
