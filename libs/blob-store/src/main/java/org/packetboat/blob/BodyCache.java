package org.packetboat.blob;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bodies in memory, the least recently used go first; bounded in octets. The arrays are shared and never changed. */
public final class BodyCache {
    private static final int ENTRY_OVERHEAD = 128;

    private final long maxOctets;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<BodyKey, byte[]> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long octets;

    /** @param maxOctets of all bodies together, with a fixed amount for each entry */
    public BodyCache(long maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** Octets held, for a gauge. */
    public long octets() {
        lock.lock();
        try {
            return octets;
        } finally {
            lock.unlock();
        }
    }

    byte @Nullable [] get(BodyKey key) {
        lock.lock();
        try {
            return entries.get(key);
        } finally {
            lock.unlock();
        }
    }

    void put(BodyKey key, byte[] body) {
        long weight = weight(body);
        if (weight > maxOctets) {
            return;
        }
        lock.lock();
        try {
            byte[] previous = entries.put(key, body);
            octets += weight - (previous == null ? 0 : weight(previous));
            Iterator<Map.Entry<BodyKey, byte[]>> eldest = entries.entrySet().iterator();
            while (octets > maxOctets) {
                octets -= weight(eldest.next().getValue());
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private static long weight(byte[] body) {
        return body.length + (long) ENTRY_OVERHEAD;
    }
}
