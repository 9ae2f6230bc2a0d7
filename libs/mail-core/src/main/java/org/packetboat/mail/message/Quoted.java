package org.packetboat.mail.message;

import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Writes IMAP nstrings as quoted strings, never as literals, so that the result can be stored and sent as it is. The rule for octets that a
 * quoted string cannot carry: CR and LF are dropped (which unfolds), NUL is dropped, valid UTF-8 passes (RFC 9051 §4.3; clients of RFC 3501
 * cope), any other 8-bit octet becomes '?'. A string ends after {@link #LIMIT} octets.
 */
final class Quoted {
    /** Longest string that is written, in octets of its value. */
    static final int LIMIT = 8192;

    private Quoted() {}

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
        out.append('"');
        int limit = Math.min(to, from + LIMIT);
        int at = from;
        while (at < limit) {
            int octet = array[at];
            if (octet < 0) {
                int length = utf8Length(array, at, to);
                if (length == 0) {
                    out.append('?');
                    at++;
                } else {
                    out.append(array, at, length);
                    at += length;
                }
            } else {
                if (octet == '"' || octet == '\\') {
                    out.append('\\').append(octet);
                } else if (octet != Ascii.CR && octet != Ascii.LF && octet != Ascii.NUL) {
                    out.append(octet);
                }
                at++;
            }
        }
        out.append('"');
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

    /** Octets of the UTF-8 character that starts here, 0 if none does. RFC 3629 §4. */
    static int utf8Length(byte[] array, int at, int to) {
        int lead = array[at] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > to) {
            return 0;
        }
        int second = array[at + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((array[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
