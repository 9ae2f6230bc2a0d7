package org.packetboat.blob;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bodies in memory, the least recently used go first; bounded in octets. The arrays are shared and never changed. What has to go, and what is too large
 * for this memory, goes to the disk if there is one.
 */
public final class BodyCache {
    private static final int ENTRY_OVERHEAD = 128;

    private final long maxOctets;
    private final @Nullable DiskCache disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<BodyKey, byte[]> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long octets;

    /** @param maxOctets of all bodies together, with a fixed amount for each entry */
    public BodyCache(long maxOctets) {
        this(maxOctets, Optional.empty());
    }

    /** With a second tier, which remains the caller's. */
    public BodyCache(long maxOctets, Optional<DiskCache> disk) {
        this.maxOctets = maxOctets;
        this.disk = disk.orElse(null);
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

    /** Octets on the disk, for a gauge. */
    public long diskOctets() {
        return disk == null ? 0 : disk.octets();
    }

    /** Whether {@link #fromDisk} is worth asking; returns at once. */
    boolean mayBeOnDisk(BodyKey key) {
        return disk != null && disk.mayHave(key);
    }

    /** Reads from the disk into memory; null when it is not there. */
    byte @Nullable [] fromDisk(BodyKey key) {
        byte[] body = disk == null ? null : disk.get(key);
        if (body != null) {
            put(key, body);
        }
        return body;
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
            demote(key, body);
            return;
        }
        List<Map.Entry<BodyKey, byte[]>> gone = new ArrayList<>();
        lock.lock();
        try {
            byte[] previous = entries.put(key, body);
            octets += weight - (previous == null ? 0 : weight(previous));
            Iterator<Map.Entry<BodyKey, byte[]>> eldest = entries.entrySet().iterator();
            while (octets > maxOctets) {
                Map.Entry<BodyKey, byte[]> entry = eldest.next();
                octets -= weight(entry.getValue());
                gone.add(Map.entry(entry.getKey(), entry.getValue()));
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
        gone.forEach(entry -> demote(entry.getKey(), entry.getValue()));
    }

    private void demote(BodyKey key, byte[] body) {
        if (disk != null) {
            disk.offer(key, body);
        }
    }

    private static long weight(byte[] body) {
        return body.length + (long) ENTRY_OVERHEAD;
    }
}
