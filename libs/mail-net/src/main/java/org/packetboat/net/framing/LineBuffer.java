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

    byte[] array() {
        return octets;
    }

    /** Appends n octets from the chunk and moves its position. */
    void append(ByteBuffer chunk, int n) {
        if (length + n > octets.length) {
            int wanted = length == 0 ? n : Math.max(length + n, octets.length * 2);
            octets = Arrays.copyOf(octets, wanted);
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
