package org.packetboat.net.flow;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * The compressed side of a connection's output. Everything that it is given it sends at once, up to a flush (an empty stored block, RFC 1951
 * §3.2.4): so the stream stands at the beginning of a block and of an octet whenever nothing is in progress, and another deflater can go on
 * from there. Lane only.
 */
final class Deflation {
    /** From this size on it is a slice of the pool's. */
    private static final int SLICE_OCTETS = 4 * 1024;

    private final Compression compression;
    private final ScratchPool pool;
    private @Nullable Deflater deflater;

    Deflation(Compression compression, ScratchPool pool) {
        this.compression = compression;
        this.pool = pool;
    }

    /** @param count at most what one flush of the writer has */
    void send(byte[] octets, int from, int count, OctetSink sink) throws InterruptedException {
        Deflater borrowed = deflater;
        if (borrowed == null) {
            borrowed = compression.borrowDeflater();
            deflater = borrowed;
        }
        borrowed.setInput(octets, from, count);
        byte[] compressed = pool.acquire();
        try {
            int length;
            do {
                length = count < SLICE_OCTETS ? deflate(borrowed, compressed) : deflateInSlice(borrowed, compressed);
                sink.send(compressed, 0, length);
            } while (length == compressed.length);
        } finally {
            pool.release(compressed);
        }
    }

    private int deflateInSlice(Deflater borrowed, byte[] compressed) throws InterruptedException {
        int[] length = new int[1];
        compression.slices().run(() -> length[0] = deflate(borrowed, compressed));
        return length[0];
    }

    private static int deflate(Deflater borrowed, byte[] compressed) {
        return borrowed.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
    }

    /** Nothing is to be sent for a while: gives the deflater back. */
    void rest() {
        Deflater borrowed = deflater;
        deflater = null;
        if (borrowed != null) {
            compression.giveBack(borrowed);
        }
    }
}
