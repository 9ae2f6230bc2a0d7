package org.packetboat.blob;

import java.nio.ByteBuffer;

/** Takes the octets of a body, chunk after chunk. */
@FunctionalInterface
public interface OctetSink {
    /**
     * Takes one chunk and blocks for as long as its receiver is slow. The buffer is backed by an array that is shared with the cache: it must
     * not be changed, and may be kept.
     */
    void accept(ByteBuffer chunk) throws InterruptedException;
}
