package org.packetboat.blob;

import java.nio.ByteBuffer;

/** The octets of one message, readable in any order. Small ones are in memory, large ones are read from the store in chunks. */
public sealed interface Body permits WholeBody, RangedBody {
    BodyKey key();

    /** Octets of the body. */
    long size();

    /**
     * Hands a range to the sink: at once when it is in memory, otherwise in chunks, the next one being read while the sink works on the
     * last. No connection to the store is held while the sink blocks.
     */
    void transfer(long offset, long length, OctetSink sink) throws InterruptedException;

    /** A range of bounded length as one buffer, backed by an array that must not be changed. */
    ByteBuffer read(long offset, int length) throws InterruptedException;

    /** The whole body, see {@link #transfer(long, long, OctetSink)}. */
    default void transfer(OctetSink sink) throws InterruptedException {
        transfer(0, size(), sink);
    }
}
