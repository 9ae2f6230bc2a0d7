package org.packetboat.imap.codec;

import java.util.Arrays;

/**
 * A {@code sequence-set} as written (RFC 3501 §9): numbers and ranges in the client's order; {@code *} is kept until the highest number is
 * known. Whether the numbers are sequence numbers or UIDs is said by {@link MessageSet}.
 */
public final class NumberSet {
    /** Stands for {@code *}. */
    public static final long LARGEST = 0;

    /** Both ends of each range in turn, as written; a lone number is a range to itself. */
    private final long[] ends;

    private NumberSet(long[] ends) {
        this.ends = ends;
    }

    /** @param ends both ends of each range in turn, {@link #LARGEST} for {@code *}; not empty */
    public static NumberSet of(long... ends) {
        if (ends.length == 0 || ends.length % 2 != 0) {
            throw new IllegalArgumentException("ends " + ends.length);
        }
        return new NumberSet(ends.clone());
    }

    /** Number of ranges. */
    public int ranges() {
        return ends.length / 2;
    }

    /** How many numbers, of a set without {@code *}. */
    public long numbers() {
        long numbers = 0;
        for (int i = 0; i < ends.length; i += 2) {
            numbers += Math.abs(ends[i + 1] - ends[i]) + 1;
        }
        return numbers;
    }

    /** Whether every number is above the one before it, in a set without {@code *}. */
    public boolean isAscending() {
        long last = 0;
        for (int i = 0; i < ends.length; i += 2) {
            if (ends[i] <= last || ends[i + 1] < ends[i]) {
                return false;
            }
            last = ends[i + 1];
        }
        return true;
    }

    /** Whether {@code *} is somewhere in it. */
    public boolean hasLargest() {
        for (long end : ends) {
            if (end == LARGEST) {
                return true;
            }
        }
        return false;
    }

    /** One end of a range as it was written, ranges counted from 0. */
    public long first(int range) {
        return ends[2 * range];
    }

    /** The other end. */
    public long last(int range) {
        return ends[2 * range + 1];
    }

    /** Whether the set is exactly {@code n:*} or {@code *}, possibly in several parts: each range has {@code *} at an end. */
    public boolean reachesLargestOnly() {
        for (int i = 0; i < ends.length; i += 2) {
            if (ends[i] != LARGEST && ends[i + 1] != LARGEST) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ascending ranges, overlaps joined, {@code *} replaced.
     *
     * @param largest what {@code *} means, at least 1
     * @return first and last of each range in turn
     */
    public long[] resolve(long largest) {
        int ranges = ranges();
        long[][] pairs = new long[ranges][];
        for (int i = 0; i < ranges; i++) {
            long a = ends[2 * i] == LARGEST ? largest : ends[2 * i];
            long b = ends[2 * i + 1] == LARGEST ? largest : ends[2 * i + 1];
            pairs[i] = new long[] {Math.min(a, b), Math.max(a, b)};
        }
        Arrays.sort(pairs, (x, y) -> Long.compare(x[0], y[0]));
        long[] joined = new long[ranges * 2];
        int n = 0;
        for (long[] pair : pairs) {
            if (n > 0 && pair[0] <= joined[n - 1] + 1) {
                joined[n - 1] = Math.max(joined[n - 1], pair[1]);
            } else {
                joined[n++] = pair[0];
                joined[n++] = pair[1];
            }
        }
        return n == joined.length ? joined : Arrays.copyOf(joined, n);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NumberSet other && Arrays.equals(ends, other.ends);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ends);
    }

    /** As it is written in a command. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ends.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(number(ends[i]));
            if (ends[i] != ends[i + 1]) {
                text.append(':').append(number(ends[i + 1]));
            }
        }
        return text.toString();
    }

    private static String number(long n) {
        return n == LARGEST ? "*" : Long.toString(n);
    }
}
