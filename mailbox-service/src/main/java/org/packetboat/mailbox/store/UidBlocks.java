package org.packetboat.mailbox.store;

import java.io.ByteArrayOutputStream;

/**
 * How the UID set of a mailbox is kept: of the UIDs below {@code uidNext} all exist but those in the blocks of {@code uid_block}, which hold
 * what was expunged. A block stands for 4,096 UIDs; its octets are ranges as variable-length integers, seven bits an octet, lowest first: the
 * distance from the UID after the previous range (at first from the block's first UID), then the number of UIDs that follow the range's first.
 */
public final class UidBlocks {
    /** UIDs in a block. */
    public static final int SIZE = 4_096;

    private UidBlocks() {}

    /** The block that {@code uid} is in. */
    public static int blockOf(long uid) {
        if (uid < 1) {
            throw new IllegalArgumentException("not a UID");
        }
        return Math.toIntExact((uid - 1) / SIZE);
    }

    /** The first UID of {@code block}. */
    public static long firstOf(int block) {
        return (long) block * SIZE + 1;
    }

    /** @param ranges all of them within {@code block} */
    public static byte[] encode(int block, UidRanges ranges) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16);
        long next = firstOf(block);
        long end = next + SIZE;
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.first(i) < next || ranges.last(i) >= end) {
                throw new IllegalArgumentException("a range outside of the block");
            }
            writeVarint(out, (int) (ranges.first(i) - next));
            writeVarint(out, (int) (ranges.last(i) - ranges.first(i)));
            next = ranges.last(i) + 1;
        }
        return out.toByteArray();
    }

    /** The inverse of {@link #encode}. */
    public static UidRanges decode(int block, byte[] octets) {
        UidRanges.Builder ranges = new UidRanges.Builder();
        decodeInto(ranges, block, octets);
        return ranges.build();
    }

    /** Appends the ranges of {@code block}, which follow those appended before. */
    public static void decodeInto(UidRanges.Builder ranges, int block, byte[] octets) {
        long next = firstOf(block);
        int[] position = {0};
        while (position[0] < octets.length) {
            long first = next + readVarint(octets, position);
            long last = first + readVarint(octets, position);
            ranges.add(first, last);
            next = last + 1;
        }
    }

    private static void writeVarint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static int readVarint(byte[] octets, int[] position) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = octets[position[0]++];
            value |= (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }
}
