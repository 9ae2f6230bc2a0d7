package org.packetboat.net.framing;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A command as far as it is known. Allocates when the first octet comes, forgets its array with each command. */
final class LineBuffer {
    private static final byte[] NONE = new byte[0];

    private byte[] octets = NONE;
    private int length;

    int length() {
        return length;
    }

    /** Octets of memory that it takes. */
    int held() {
        return octets.length;
    }

    byte[] array() {
        return octets;
    }

    /**
     * Appends n octets from the chunk and moves its position.
     *
     * @param most how long it may get: it grows ahead of its octets, but not beyond this
     */
    void append(ByteBuffer chunk, int n, int most) {
        if (length + n > octets.length) {
            int ahead = length == 0 ? 0 : Math.min(octets.length * 2, most);
            octets = Arrays.copyOf(octets, Math.max(length + n, ahead));
        }
        chunk.get(octets, length, n);
        length += n;
    }

    void truncate(int newLength) {
        length = newLength;
    }

    /** The octets, handed over; the buffer is empty afterwards. */
    byte[] take() {
        byte[] taken = length == octets.length ? octets : Arrays.copyOf(octets, length);
        clear();
        return taken;
    }

    byte[] head(int limit) {
        return Arrays.copyOf(octets, Math.min(length, limit));
    }

    void clear() {
        octets = NONE;
        length = 0;
    }
}
