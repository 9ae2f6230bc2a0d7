package org.packetboat.mailbox.store;

import java.util.Arrays;
import java.util.List;
import org.packetboat.contracts.mailbox.UidSet;

/** An immutable set of UIDs as ascending, disjoint, non-adjacent ranges, both ends included. */
public final class UidRanges {
    private static final UidRanges EMPTY = new UidRanges(new long[0]);

    private final long[] bounds;

    private UidRanges(long[] bounds) {
        this.bounds = bounds;
    }

    /** No UID. */
    public static UidRanges empty() {
        return EMPTY;
    }

    /** @param uids ascending */
    public static UidRanges of(long... uids) {
        Builder builder = new Builder();
        for (long uid : uids) {
            builder.add(uid, uid);
        }
        return builder.build();
    }

    /** @throws IllegalArgumentException when the bounds are not ascending pairs */
    public static UidRanges of(UidSet set) {
        List<Long> bounds = set.getBoundsList();
        if (bounds.size() % 2 != 0) {
            throw new IllegalArgumentException("bounds come in pairs");
        }
        Builder builder = new Builder();
        for (int i = 0; i < bounds.size(); i += 2) {
            builder.add(set.getBounds(i), set.getBounds(i + 1));
        }
        return builder.build();
    }

    /** The UIDs of 1 .. {@code uidNext} - 1 that are not in this set. */
    public UidRanges complement(long uidNext) {
        Builder builder = new Builder();
        long next = 1;
        for (int i = 0; i < size() && first(i) < uidNext; i++) {
            if (first(i) > next) {
                builder.add(next, first(i) - 1);
            }
            next = last(i) + 1;
        }
        if (next < uidNext) {
            builder.add(next, uidNext - 1);
        }
        return builder.build();
    }

    /** What is in this set or in {@code other}. */
    public UidRanges union(UidRanges other) {
        Builder builder = new Builder();
        int i = 0;
        int j = 0;
        while (i < size() || j < other.size()) {
            if (j == other.size() || i < size() && first(i) <= other.first(j)) {
                builder.addOverlapping(first(i), last(i));
                i++;
            } else {
                builder.addOverlapping(other.first(j), other.last(j));
                j++;
            }
        }
        return builder.build();
    }

    /** What is in this set and in {@code other}. */
    public UidRanges intersect(UidRanges other) {
        Builder builder = new Builder();
        int i = 0;
        int j = 0;
        while (i < size() && j < other.size()) {
            long first = Math.max(first(i), other.first(j));
            long last = Math.min(last(i), other.last(j));
            if (first <= last) {
                builder.add(first, last);
            }
            if (last(i) < other.last(j)) {
                i++;
            } else {
                j++;
            }
        }
        return builder.build();
    }

    /** What is in this set and not in {@code other}. */
    public UidRanges without(UidRanges other) {
        return isEmpty() ? this : intersect(other.complement(last(size() - 1) + 1));
    }

    /** Everything from the lowest UID to the highest. */
    public UidRanges hull() {
        return size() < 2 ? this : new Builder().add(first(0), last(size() - 1)).build();
    }

    /** Some of the ranges. */
    public UidRanges ranges(int from, int to) {
        return new UidRanges(Arrays.copyOfRange(bounds, 2 * from, 2 * to));
    }

    /** The part of this set between {@code from} and {@code to}, both included. */
    public UidRanges within(long from, long to) {
        Builder builder = new Builder();
        for (int i = 0; i < size(); i++) {
            long first = Math.max(from, first(i));
            long last = Math.min(to, last(i));
            if (first <= last) {
                builder.add(first, last);
            }
        }
        return builder.build();
    }

    /** Number of ranges. */
    public int size() {
        return bounds.length / 2;
    }

    /** First UID of range {@code i}. */
    public long first(int i) {
        return bounds[2 * i];
    }

    /** Last UID of range {@code i}. */
    public long last(int i) {
        return bounds[2 * i + 1];
    }

    /** Number of UIDs. */
    public long count() {
        long count = 0;
        for (int i = 0; i < size(); i++) {
            count += last(i) - first(i) + 1;
        }
        return count;
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Every UID, as a parameter of a statement; for sets that are known to be small. */
    public Long[] all() {
        Long[] all = new Long[Math.toIntExact(count())];
        int used = 0;
        for (int i = 0; i < size(); i++) {
            for (long uid = first(i); uid <= last(i); uid++) {
                all[used++] = uid;
            }
        }
        return all;
    }

    /** Lower ends of all ranges, as a parameter of a statement. */
    public Long[] firsts() {
        Long[] firsts = new Long[size()];
        Arrays.setAll(firsts, this::first);
        return firsts;
    }

    /** Upper ends of all ranges, as a parameter of a statement. */
    public Long[] lasts() {
        Long[] lasts = new Long[size()];
        Arrays.setAll(lasts, this::last);
        return lasts;
    }

    /** As it travels. */
    public UidSet toUidSet() {
        UidSet.Builder set = UidSet.newBuilder();
        for (long bound : bounds) {
            set.addBounds(bound);
        }
        return set.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidRanges that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return Arrays.toString(bounds);
    }

    /** Collects ascending ranges and joins adjacent ones. */
    public static final class Builder {
        private long[] bounds = new long[8];
        private int used;

        /** @param first above everything that was added before */
        public Builder add(long first, long last) {
            if (first > last || first < 1 || used > 0 && first <= bounds[used - 1]) {
                throw new IllegalArgumentException("ranges ascend");
            }
            return addOverlapping(first, last);
        }

        /** Adds all of a set that is above everything that was added before. */
        public Builder addAll(UidRanges ranges) {
            for (int i = 0; i < ranges.size(); i++) {
                add(ranges.first(i), ranges.last(i));
            }
            return this;
        }

        Builder addOverlapping(long first, long last) {
            if (used > 0 && first <= bounds[used - 1] + 1) {
                bounds[used - 1] = Math.max(bounds[used - 1], last);
                return this;
            }
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * used);
            }
            bounds[used++] = first;
            bounds[used++] = last;
            return this;
        }

        public UidRanges build() {
            return used == 0 ? EMPTY : new UidRanges(Arrays.copyOf(bounds, used));
        }
    }
}
