package org.packetboat.imap.view;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.packetboat.imap.codec.NumberRanges;

/**
 * An immutable set of UIDs (1 .. 2^32-1), ascending, kept as ranges with counts before them: eight octets a range, so that the common
 * mailbox costs next to nothing. A UID's place in the set is its sequence number, found by binary search in both directions.
 */
public final class UidRanges {
    /** No UIDs. */
    public static final UidRanges EMPTY = new UidRanges(new int[0], new int[] {0});

    private static final long MASK = 0xFFFFFFFFL;

    /** First UID of each range, as unsigned values. */
    private final int[] firsts;

    /** How many UIDs lie before each range; one more entry than ranges, the last is the size. */
    private final int[] before;

    private UidRanges(int[] firsts, int[] before) {
        this.firsts = firsts;
        this.before = before;
    }

    /** @param bounds first and last UID of each range in turn, both included; ascending and disjoint */
    public static UidRanges of(long... bounds) {
        Builder builder = new Builder();
        for (int i = 0; i + 1 < bounds.length; i += 2) {
            builder.addRange(bounds[i], bounds[i + 1]);
        }
        return builder.build();
    }

    /** First and last UID of each range in turn. */
    public long[] bounds() {
        long[] bounds = new long[firsts.length * 2];
        for (int i = 0; i < firsts.length; i++) {
            bounds[2 * i] = first(i);
            bounds[2 * i + 1] = last(i);
        }
        return bounds;
    }

    /** Number of UIDs. */
    public int size() {
        return before[firsts.length];
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return firsts.length == 0;
    }

    /** Number of ranges, which is what this set costs. */
    public int rangeCount() {
        return firsts.length;
    }

    /** First UID of range {@code i}. */
    public long first(int i) {
        return firsts[i] & MASK;
    }

    /** Last UID of range {@code i}. */
    public long last(int i) {
        return first(i) + (before[i + 1] - before[i]) - 1;
    }

    /** The highest UID, 0 if there is none. */
    public long highest() {
        return isEmpty() ? 0 : last(firsts.length - 1);
    }

    /** Whether {@code uid} is in the set. */
    public boolean contains(long uid) {
        return sequenceOf(uid) > 0;
    }

    /** 1-based place of {@code uid}, or 0 when it is not in the set. */
    public int sequenceOf(long uid) {
        int i = rangeAtOrBelow(uid);
        return i < 0 || uid > last(i) ? 0 : before[i] + (int) (uid - first(i)) + 1;
    }

    /** How many UIDs are lower than {@code uid}. */
    public int countBelow(long uid) {
        int i = rangeAtOrBelow(uid);
        if (i < 0) {
            return 0;
        }
        return uid > last(i) ? before[i + 1] : before[i] + (int) (uid - first(i));
    }

    /** The UID at a 1-based place. */
    public long uidAt(int sequence) {
        if (sequence < 1 || sequence > size()) {
            throw new IndexOutOfBoundsException(sequence);
        }
        int at = Arrays.binarySearch(before, 0, firsts.length, sequence - 1);
        int i = at >= 0 ? at : -at - 2;
        return first(i) + (sequence - 1 - before[i]);
    }

    /** The UIDs between two 1-based places, both included. */
    public UidRanges slice(int firstSequence, int lastSequence) {
        if (firstSequence > lastSequence) {
            return EMPTY;
        }
        if (firstSequence == 1 && lastSequence == size()) {
            return this;
        }
        Builder builder = new Builder();
        slice(firstSequence, lastSequence, builder);
        return builder.build();
    }

    /** Adds the UIDs between two 1-based places, both included, to {@code target}. */
    public void slice(int firstSequence, int lastSequence, Builder target) {
        long low = uidAt(firstSequence);
        long high = uidAt(lastSequence);
        for (int i = rangeAtOrBelow(low); i < firsts.length && first(i) <= high; i++) {
            target.addRange(Math.max(low, first(i)), Math.min(high, last(i)));
        }
    }

    /** What is not below {@code uid}. */
    public UidRanges from(long uid) {
        if (isEmpty() || first(0) >= uid) {
            return this;
        }
        return uid > highest() ? EMPTY : intersect(of(uid, highest()));
    }

    /** What is in both. */
    public UidRanges intersect(UidRanges other) {
        Builder builder = new Builder();
        int i = 0;
        int j = 0;
        while (i < firsts.length && j < other.firsts.length) {
            long low = Math.max(first(i), other.first(j));
            long high = Math.min(last(i), other.last(j));
            if (low <= high) {
                builder.addRange(low, high);
            }
            if (last(i) < other.last(j)) {
                i++;
            } else {
                j++;
            }
        }
        return builder.build();
    }

    /** What is in either. */
    public UidRanges union(UidRanges other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Builder builder = new Builder();
        int i = 0;
        int j = 0;
        while (i < firsts.length || j < other.firsts.length) {
            if (j == other.firsts.length || (i < firsts.length && first(i) <= other.first(j))) {
                builder.addRange(first(i), last(i));
                i++;
            } else {
                builder.addRange(other.first(j), other.last(j));
                j++;
            }
        }
        return builder.build();
    }

    /** What is here and not in {@code other}. */
    public UidRanges without(UidRanges other) {
        if (other.isEmpty() || isEmpty()) {
            return this;
        }
        Builder builder = new Builder();
        int j = 0;
        for (int i = 0; i < firsts.length; i++) {
            long low = first(i);
            long high = last(i);
            while (j < other.firsts.length && other.last(j) < low) {
                j++;
            }
            for (int k = j; k < other.firsts.length && other.first(k) <= high && low <= high; k++) {
                if (other.first(k) > low) {
                    builder.addRange(low, other.first(k) - 1);
                }
                low = other.last(k) + 1;
            }
            if (low <= high) {
                builder.addRange(low, high);
            }
        }
        return builder.build();
    }

    /** Every UID, ascending. */
    public void forEach(LongConsumer action) {
        for (int i = 0; i < firsts.length; i++) {
            long last = last(i);
            for (long uid = first(i); uid <= last; uid++) {
                action.accept(uid);
            }
        }
    }

    /** Every range, ascending. */
    public void forEachRange(NumberRanges.Receiver receiver) throws InterruptedException {
        for (int i = 0; i < firsts.length; i++) {
            receiver.range(first(i), last(i));
        }
    }

    private int rangeAtOrBelow(long uid) {
        int low = 0;
        int high = firsts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (first(middle) <= uid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof UidRanges other
                && Arrays.equals(firsts, other.firsts)
                && Arrays.equals(before, other.before);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(firsts) + Arrays.hashCode(before);
    }

    /** In the form of a sequence set, {@code 1:3,7}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < firsts.length; i++) {
            text.append(i == 0 ? "" : ",").append(first(i));
            if (last(i) > first(i)) {
                text.append(':').append(last(i));
            }
        }
        return text.toString();
    }

    /** Collects ascending UIDs and ranges; neighbours and overlaps are joined. Not thread-safe. */
    public static final class Builder {
        private int[] firsts = new int[4];
        private int[] before = new int[5];
        private int ranges;
        private long lastUid = -1;

        /** Adds one UID, not lower than those before it. */
        public Builder add(long uid) {
            return addRange(uid, uid);
        }

        /** Adds a range that does not begin below the one before it. */
        public Builder addRange(long first, long last) {
            if (last < first || first < 1 || last > MASK || last - first >= Integer.MAX_VALUE - before[ranges]) {
                throw new IllegalArgumentException("range " + first + ":" + last);
            }
            if (ranges > 0 && first <= lastUid + 1) {
                if (first < (firsts[ranges - 1] & MASK)) {
                    throw new IllegalArgumentException("not ascending at " + first);
                }
                if (last > lastUid) {
                    before[ranges] += (int) (last - lastUid);
                    lastUid = last;
                }
                return this;
            }
            if (ranges == firsts.length) {
                firsts = Arrays.copyOf(firsts, ranges * 2);
                before = Arrays.copyOf(before, ranges * 2 + 1);
            }
            firsts[ranges] = (int) first;
            before[ranges + 1] = before[ranges] + (int) (last - first + 1);
            ranges++;
            lastUid = last;
            return this;
        }

        /** The set so far. */
        public UidRanges build() {
            if (ranges == 0) {
                return EMPTY;
            }
            return new UidRanges(Arrays.copyOf(firsts, ranges), Arrays.copyOf(before, ranges + 1));
        }
    }
}
