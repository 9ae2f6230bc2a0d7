package org.packetboat.mail.octets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing row of octets. Not safe for several threads. */
public final class OctetsBuilder {
    private byte[] array;
    private int length;

    public OctetsBuilder() {
        this(64);
    }

    public OctetsBuilder(int capacity) {
        array = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public OctetsBuilder append(int octet) {
        ensure(1);
        array[length++] = (byte) octet;
        return this;
    }

    public OctetsBuilder append(byte[] octets, int offset, int count) {
        ensure(count);
        System.arraycopy(octets, offset, array, length, count);
        length += count;
        return this;
    }

    public OctetsBuilder append(Octets octets) {
        return append(octets.array(), octets.offset(), octets.length());
    }

    /** Characters below 256, one octet each. */
    public OctetsBuilder append(String ascii) {
        int count = ascii.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            array[length + i] = (byte) ascii.charAt(i);
        }
        length += count;
        return this;
    }

    public OctetsBuilder appendUtf8(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return append(octets, 0, octets.length);
    }

    /** Decimal digits. */
    public OctetsBuilder appendNumber(long number) {
        if (number < 0) {
            return append(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** The octet at an index, 0 to 255. */
    public int at(int index) {
        return array[index] & 0xFF;
    }

    /** Forgets what comes after the first {@code newLength} octets. */
    public void truncate(int newLength) {
        length = Math.min(length, newLength);
    }

    /** The octets so far, copied to their size. */
    public Octets build() {
        return Octets.of(Arrays.copyOf(array, length));
    }

    /** The octets so far as a view of this builder's array; the builder must not be used afterwards. */
    public Octets seal() {
        return Octets.of(array, 0, length);
    }

    /** The array below, only to be read, up to {@link #length()}; replaced when it grows. */
    public byte[] array() {
        return array;
    }

    private void ensure(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }
}
