package org.packetboat.smtp.session;

import java.nio.ByteBuffer;

/** The octets behind BDAT (RFC 3030 §2): so many, and then commands again. Lane only. */
public final class ChunkSource {
    private final DataSource source;
    private long left;

    /** @param octets 0 only when nothing is ever taken from the source */
    private ChunkSource(DataSource source, long octets) {
        this.source = source;
        this.left = octets;
    }

    /** A chunk of so many octets, 1 or more, that are the next ones of this source. */
    static ChunkSource of(DataSource source, long octets) {
        return new ChunkSource(source, octets);
    }

    /** A chunk without octets. */
    static ChunkSource empty() {
        return new ChunkSource(new Nothing(), 0);
    }

    /** Whether every octet was taken. */
    public boolean atEnd() {
        return left == 0;
    }

    /**
     * The next octets of the chunk, at least one, array-backed. Waits; interrupted when the connection closes.
     *
     * @throws IllegalStateException at its end
     */
    public ByteBuffer take() throws InterruptedException {
        if (left == 0) {
            throw new IllegalStateException("the chunk has ended");
        }
        ByteBuffer octets = source.take();
        int count = (int) Math.min(octets.remaining(), left);
        left -= count;
        ByteBuffer mine = octets.slice(octets.position(), count);
        if (left == 0) {
            octets.position(octets.position() + count);
            source.leave(octets);
        }
        return mine;
    }

    /** Lets the rest of the chunk pass. */
    void skip() throws InterruptedException {
        while (left > 0) {
            take();
        }
    }

    private record Nothing() implements DataSource {
        @Override
        public ByteBuffer take() {
            throw new IllegalStateException("no octets were announced");
        }

        @Override
        public void leave(ByteBuffer commands) {
            throw new IllegalStateException("no octets were announced");
        }
    }
}
