package org.packetboat.blob;

/**
 * Where bodies lie on the disk: a table of fixed size in which each key has eight places it may be at. 16 octets of memory a place, whatever the
 * keys are. It remembers a fingerprint of the key only, so what is found has to be compared with the key that is on the disk. Thread-safe.
 */
final class DiskIndex {
    private static final int WAYS = 8;

    private final long[] prints;
    private final long[] places;
    private final int setMask;

    /** @param entries that it should have room for */
    DiskIndex(long entries) {
        int sets = 1;
        // Twice as many places, or the fullest sets would forget what others have room for.
        while ((long) sets * WAYS < 2 * entries && sets < 1 << 24) {
            sets <<= 1;
        }
        setMask = sets - 1;
        prints = new long[sets * WAYS];
        places = new long[sets * WAYS];
    }

    /** 0: nowhere. */
    synchronized long find(BodyKey key) {
        int slot = slot(print(key));
        return slot < 0 ? 0 : places[slot];
    }

    /** @param place above 0; when there is no room, what has the smallest place is forgotten */
    synchronized void put(BodyKey key, long place) {
        long print = print(key);
        int slot = slot(print);
        if (slot < 0) {
            slot = smallest(first(print));
        }
        prints[slot] = print;
        places[slot] = place;
    }

    /** Forgets a key unless it has got another place meanwhile. */
    synchronized void remove(BodyKey key, long place) {
        int slot = slot(print(key));
        if (slot >= 0 && places[slot] == place) {
            places[slot] = 0;
        }
    }

    private int slot(long print) {
        int first = first(print);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (places[slot] != 0 && prints[slot] == print) {
                return slot;
            }
        }
        return -1;
    }

    private int smallest(int first) {
        int smallest = first;
        for (int slot = first + 1; slot < first + WAYS; slot++) {
            if (places[slot] < places[smallest]) {
                smallest = slot;
            }
        }
        return smallest;
    }

    private int first(long print) {
        return ((int) (print >>> 32) & setMask) * WAYS;
    }

    // Body ids begin with their time: every bit has to reach every other.
    private static long print(BodyKey key) {
        long mixed = mix(key.accountId() * 0x9E3779B97F4A7C15L ^ key.high());
        return mix(mixed ^ key.low());
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
