package org.packetboat.mail.message;

import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Writes IMAP strings (RFC 3501 §4.3) so that the result can be stored and sent as it is: quoted where every octet is a TEXT-CHAR, else as a
 * literal with the octets as they came. CR and LF are dropped in both, which unfolds, and so is NUL, which is no CHAR8. A string ends after
 * {@link #LIMIT} octets.
 */
final class ImapString {
    /** Longest string that is written, in octets of its value; a UTF-8 character that begins before it is written whole. */
    static final int LIMIT = 8192;

    private ImapString() {}

    static void nil(OctetsBuilder out) {
        out.append("NIL");
    }

    /** NIL if {@code from} is negative. */
    static void nstring(OctetsBuilder out, byte[] array, int from, int to) {
        if (from < 0) {
            nil(out);
        } else {
            string(out, array, from, to);
        }
    }

    static void string(OctetsBuilder out, byte[] array, int from, int to) {
        int end = limit(array, from, to);
        if (hasEightBit(array, from, end)) {
            literal(out, array, from, end);
        } else {
            quoted(out, array, from, end);
        }
    }

    private static int limit(byte[] array, int from, int to) {
        int end = Math.min(to, from + LIMIT);
        while (end < Math.min(to, from + LIMIT + 3) && (array[end] & 0xC0) == 0x80) {
            end++;
        }
        return end;
    }

    private static boolean hasEightBit(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            if (array[i] < 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKept(byte octet) {
        return octet != Ascii.CR && octet != Ascii.LF && octet != Ascii.NUL;
    }

    private static void quoted(OctetsBuilder out, byte[] array, int from, int to) {
        out.append('"');
        for (int i = from; i < to; i++) {
            byte octet = array[i];
            if (octet == '"' || octet == '\\') {
                out.append('\\');
            }
            if (isKept(octet)) {
                out.append(octet);
            }
        }
        out.append('"');
    }

    private static void literal(OctetsBuilder out, byte[] array, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            length += isKept(array[i]) ? 1 : 0;
        }
        out.append('{').appendNumber(length).append("}\r\n");
        for (int i = from; i < to; i++) {
            if (isKept(array[i])) {
                out.append(array[i]);
            }
        }
    }

    /** As {@link #string}, with a to z raised. */
    static void upper(OctetsBuilder out, byte[] array, int from, int to) {
        int start = out.length();
        string(out, array, from, to);
        byte[] written = out.array();
        for (int i = start; i < out.length(); i++) {
            written[i] = (byte) Ascii.toUpper(written[i]);
        }
    }
}
