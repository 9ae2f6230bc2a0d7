package org.packetboat.mail.octets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable view of octets. Slices share the array. {@link #of} does not copy: whoever hands over an array gives it away.
 * Equality and hash are by content.
 */
public final class Octets {
    public static final Octets EMPTY = new Octets(new byte[0], 0, 0);
    public static final Octets CRLF = ascii("\r\n");

    private final byte[] array;
    private final int offset;
    private final int length;

    private Octets(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** A view of the whole array, which must not be changed any more. */
    public static Octets of(byte[] array) {
        return array.length == 0 ? EMPTY : new Octets(array, 0, array.length);
    }

    /** A view of a range of the array, which must not be changed any more. */
    public static Octets of(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Octets(array, offset, length);
    }

    public static Octets copyOf(byte[] array, int offset, int length) {
        return of(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** The remaining octets of a buffer; shares its array if it has one, the buffer's position is not moved. */
    public static Octets of(ByteBuffer buffer) {
        if (buffer.hasArray()) {
            return of(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return of(copy);
    }

    /** Text of which every character is below 256; others become '?'. */
    public static Octets ascii(String text) {
        return of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static Octets utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The octet at an index, 0 to 255. */
    public int at(int index) {
        Objects.checkIndex(index, length);
        return array[offset + index] & 0xFF;
    }

    /** The array below, only to be read, and only from {@link #offset()} for {@link #length()} octets. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public Octets slice(int from) {
        return slice(from, length);
    }

    /** The octets from {@code from} to before {@code to}, without a copy. */
    public Octets slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return from == to ? EMPTY : new Octets(array, offset + from, to - from);
    }

    /** Without spaces, tabs, CR and LF at both ends. */
    public Octets trim() {
        int from = 0;
        int to = length;
        while (from < to && isBlank(array[offset + from])) {
            from++;
        }
        while (to > from && isBlank(array[offset + to - 1])) {
            to--;
        }
        return slice(from, to);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    /** Index of the first such octet at or after {@code from}, or -1. */
    public int indexOf(int octet, int from) {
        for (int i = offset + from; i < offset + length; i++) {
            if (array[i] == (byte) octet) {
                return i - offset;
            }
        }
        return -1;
    }

    public int indexOf(int octet) {
        return indexOf(octet, 0);
    }

    /** Index of the first occurrence of these octets at or after {@code from}, or -1. */
    public int indexOf(Octets other, int from) {
        for (int i = from; i <= length - other.length; i++) {
            if (Arrays.equals(
                    array,
                    offset + i,
                    offset + i + other.length,
                    other.array,
                    other.offset,
                    other.offset + other.length)) {
                return i;
            }
        }
        return -1;
    }

    public boolean startsWith(Octets prefix) {
        return length >= prefix.length && slice(0, prefix.length).equals(prefix);
    }

    public boolean endsWith(Octets suffix) {
        return length >= suffix.length && slice(length - suffix.length).equals(suffix);
    }

    public boolean equalsIgnoreCase(Octets other) {
        if (length != other.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Ascii.toLower(array[offset + i]) != Ascii.toLower(other.array[other.offset + i])) {
                return false;
            }
        }
        return true;
    }

    /** Equal to ASCII text apart from case. */
    public boolean equalsIgnoreCase(String ascii) {
        return Ascii.equalsIgnoreCase(array, offset, offset + length, ascii);
    }

    /** Equal to ASCII text, case included. */
    public boolean contentEquals(String ascii) {
        if (length != ascii.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((array[offset + i] & 0xFF) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public String toString(Charset charset) {
        return new String(array, offset, length, charset);
    }

    /** One character per octet; loses nothing. */
    public String ascii() {
        return toString(StandardCharsets.ISO_8859_1);
    }

    public String utf8() {
        return toString(StandardCharsets.UTF_8);
    }

    /** A copy. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Copies a range into an array. */
    public void copyTo(int from, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(from, count, length);
        System.arraycopy(array, offset + from, target, at, count);
    }

    /** A read-only buffer on the same octets. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(array, offset, length);
    }

    /** These octets and then the others, in a new array. */
    public Octets concat(Octets other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        byte[] both = new byte[length + other.length];
        System.arraycopy(array, offset, both, 0, length);
        System.arraycopy(other.array, other.offset, both, length, other.length);
        return of(both);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Octets other
                && Arrays.equals(
                        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** Length only: content does not belong into logs. */
    @Override
    public String toString() {
        return "Octets[" + length + "]";
    }
}
