package org.packetboat.mail.octets;

import org.packetboat.mail.failure.SyntaxException;

/**
 * Where a parser stands in its octets. Reads forward, can be set back to a {@link #position()}. Failures are {@link SyntaxException}s with
 * the offset counted from the start of the octets.
 */
public final class OctetCursor {
    private final Octets octets;
    private final byte[] array;
    private final int start;
    private final int end;
    private int at;

    public OctetCursor(Octets octets) {
        this.octets = octets;
        array = octets.array();
        start = octets.offset();
        end = start + octets.length();
        at = start;
    }

    public int position() {
        return at - start;
    }

    /** Goes to a position, back or forth. */
    public void position(int position) {
        at = start + Math.clamp(position, 0, end - start);
    }

    public boolean atEnd() {
        return at == end;
    }

    public int remaining() {
        return end - at;
    }

    /** The next octet, 0 to 255, without taking it; -1 at the end. */
    public int peek() {
        return at < end ? array[at] & 0xFF : -1;
    }

    /** The octet {@code ahead} places after the next one; -1 beyond the end. */
    public int peek(int ahead) {
        return at + ahead < end ? array[at + ahead] & 0xFF : -1;
    }

    /** Takes the next octet; -1 at the end. */
    public int next() {
        return at < end ? array[at++] & 0xFF : -1;
    }

    /** Takes the next octet if it is this one. */
    public boolean accept(int octet) {
        if (at < end && array[at] == (byte) octet) {
            at++;
            return true;
        }
        return false;
    }

    /** Takes the next octets if they are this ASCII text in any case. */
    public boolean acceptIgnoreCase(String ascii) {
        int to = at + ascii.length();
        if (to <= end && Ascii.equalsIgnoreCase(array, at, to, ascii)) {
            at = to;
            return true;
        }
        return false;
    }

    /** Takes the next octet, which must be this one. */
    public void expect(int octet, String expected) {
        if (!accept(octet)) {
            throw fail(expected);
        }
    }

    /** Takes the next octets, which must be this ASCII text in any case. */
    public void expectIgnoreCase(String ascii) {
        if (!acceptIgnoreCase(ascii)) {
            throw fail(ascii);
        }
    }

    public void expectEnd(String expected) {
        if (at != end) {
            throw fail(expected);
        }
    }

    /** Takes octets of the class as long as they come; may be none. */
    public Octets takeWhile(CharClass octetClass) {
        int from = at;
        while (at < end && octetClass.matches(array[at])) {
            at++;
        }
        return octets.slice(from - start, at - start);
    }

    /** Takes at least one octet of the class. */
    public Octets takeSome(CharClass octetClass, String expected) {
        Octets taken = takeWhile(octetClass);
        if (taken.isEmpty()) {
            throw fail(expected);
        }
        return taken;
    }

    /** Takes octets up to, not including, the next such octet or the end. */
    public Octets takeUntil(int octet) {
        int from = at;
        while (at < end && array[at] != (byte) octet) {
            at++;
        }
        return octets.slice(from - start, at - start);
    }

    /** Takes exactly so many octets. */
    public Octets take(int count, String expected) {
        if (count > end - at) {
            throw fail(expected);
        }
        at += count;
        return octets.slice(at - count - start, at - start);
    }

    /** Takes all that is left. */
    public Octets takeRest() {
        Octets rest = octets.slice(at - start);
        at = end;
        return rest;
    }

    /** The octets from a position up to here. */
    public Octets since(int position) {
        return octets.slice(position, at - start);
    }

    public int skipWhile(CharClass octetClass) {
        int from = at;
        while (at < end && octetClass.matches(array[at])) {
            at++;
        }
        return at - from;
    }

    /** Takes a decimal number from {@code lowest} to {@code highest}; leading zeros are allowed. */
    public long number(long lowest, long highest, String expected) {
        int from = at;
        long value = 0;
        while (at < end && Ascii.isDigit(array[at])) {
            int digit = array[at] - '0';
            if (value > Math.floorDiv(highest - digit, 10L)) {
                at = from;
                throw fail(expected);
            }
            value = value * 10 + digit;
            at++;
        }
        if (at == from || value < lowest) {
            at = from;
            throw fail(expected);
        }
        return value;
    }

    /** The failure to throw when something else was expected here. */
    public SyntaxException fail(String expected) {
        return new SyntaxException(at - start, expected);
    }
}
