package org.packetboat.imap.handler;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.packetboat.blob.BodyKey;
import org.packetboat.imap.port.BodyFacts;

/**
 * Metadata that never changes, by body, bounded in octets; those not asked for longest go first. The account is part of the key, so that it
 * cannot answer for another one. Thread-safe; never blocks for long.
 */
public final class MetadataCache {
    private static final int SHARDS = 16;

    private final Shard[] shards = new Shard[SHARDS];
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** @param maxOctets of everything together */
    public MetadataCache(long maxOctets) {
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard(maxOctets / SHARDS);
        }
    }

    /** What is known, {@link BodyFacts#NOTHING} if it is nothing. */
    BodyFacts get(BodyKey key) {
        return shard(key).get(key);
    }

    void put(BodyKey key, BodyFacts metadata) {
        shard(key).put(key, metadata);
    }

    void count(long found, long missed) {
        hits.add(found);
        misses.add(missed);
    }

    /** Rows that needed no second question. */
    public long hits() {
        return hits.sum();
    }

    /** Rows whose metadata had to be asked for. */
    public long misses() {
        return misses.sum();
    }

    /** Octets held, roughly. */
    public long octets() {
        long octets = 0;
        for (Shard shard : shards) {
            octets += shard.octets();
        }
        return octets;
    }

    private Shard shard(BodyKey key) {
        return shards[(int) (key.low() ^ key.low() >>> 17 ^ key.accountId()) & (SHARDS - 1)];
    }

    private static final class Shard {
        private final LinkedHashMap<BodyKey, BodyFacts> entries = new LinkedHashMap<>(16, 0.75f, true);
        private final long maxOctets;
        private long octets;

        Shard(long maxOctets) {
            this.maxOctets = maxOctets;
        }

        synchronized BodyFacts get(BodyKey key) {
            BodyFacts found = entries.get(key);
            return found == null ? BodyFacts.NOTHING : found;
        }

        synchronized void put(BodyKey key, BodyFacts metadata) {
            BodyFacts before = entries.put(key, metadata);
            octets += metadata.weight() - (before == null ? 0 : before.weight());
            Iterator<Map.Entry<BodyKey, BodyFacts>> eldest = entries.entrySet().iterator();
            while (octets > maxOctets && eldest.hasNext()) {
                octets -= eldest.next().getValue().weight();
                eldest.remove();
            }
        }

        synchronized long octets() {
            return octets;
        }
    }
}
