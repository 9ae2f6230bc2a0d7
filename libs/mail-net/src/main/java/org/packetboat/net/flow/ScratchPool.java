package org.packetboat.net.flow;

import java.util.concurrent.ArrayBlockingQueue;

/** Write buffers, shared by the connections of a server, so that an idle connection has none. Thread-safe, never blocks. */
public final class ScratchPool {
    /** Octets of one buffer; also the most that is flushed at once. */
    public static final int BUFFER_OCTETS = 16 * 1024;

    private final ArrayBlockingQueue<byte[]> free;

    /** @param kept buffers kept for reuse */
    public ScratchPool(int kept) {
        free = new ArrayBlockingQueue<>(kept);
    }

    byte[] acquire() {
        byte[] buffer = free.poll();
        return buffer == null ? new byte[BUFFER_OCTETS] : buffer;
    }

    void release(byte[] buffer) {
        free.offer(buffer);
    }
}
