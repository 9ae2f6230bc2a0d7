package org.packetboat.blob;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A body that is in memory. */
record WholeBody(BodyKey key, byte[] octets) implements Body {
    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public void transfer(long offset, long length, OctetSink sink) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, octets.length);
        if (length > 0) {
            sink.accept(ByteBuffer.wrap(octets, (int) offset, (int) length));
        }
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, octets.length);
        return ByteBuffer.wrap(octets, (int) offset, length);
    }
}
