package org.packetboat.imap.codec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Modified UTF-7, in which mailbox names travel before a client enables UTF-8 (RFC 3501 §5.1.3). */
public final class Mutf7 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    private static final byte[] VALUES = new byte[128];

    static {
        java.util.Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private Mutf7() {}

    /** What stands for {@code name}, which has no U+0000: printable US-ASCII. */
    public static String encode(String name) {
        if (isPlain(name)) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length() + 16);
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            if (c == '&') {
                out.append("&-");
                i++;
            } else if (isPrintable(c)) {
                out.append(c);
                i++;
            } else {
                int end = i;
                while (end < name.length() && !isPrintable(name.charAt(end))) {
                    end++;
                }
                encodeShifted(name, i, end, out);
                i = end;
            }
        }
        return out.toString();
    }

    private static void encodeShifted(String name, int start, int end, StringBuilder out) {
        out.append('&');
        int bits = 0;
        int held = 0;
        for (int i = start; i < end; i++) {
            held = held << 16 | name.charAt(i);
            bits += 16;
            while (bits >= 6) {
                bits -= 6;
                out.append(ALPHABET.charAt(held >>> bits & 63));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            out.append(ALPHABET.charAt(held << (6 - bits) & 63));
        }
        out.append('-');
    }

    /** What {@code text} stands for; empty when it is not the one spelling of a name, which is 7-bit and has no superfluous shifts and no NUL. */
    public static Optional<String> decode(String text) {
        return isPlain(text)
                ? Optional.of(text)
                : unshifted(text).filter(name -> encode(name).equals(text));
    }

    private static Optional<String> unshifted(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '&') {
                out.append(c);
                continue;
            }
            int end = text.indexOf('-', i);
            if (end < 0) {
                return Optional.empty();
            }
            if (end == i) {
                out.append('&');
            } else if (!decodeShifted(text, i, end, out)) {
                return Optional.empty();
            }
            i = end + 1;
        }
        return Optional.of(out.toString());
    }

    private static boolean decodeShifted(String text, int start, int end, StringBuilder out) {
        int bits = 0;
        int held = 0;
        int from = out.length();
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            int value = c < 128 ? VALUES[c] : -1;
            if (value < 0) {
                return false;
            }
            held = held << 6 | value;
            bits += 6;
            if (bits >= 16) {
                bits -= 16;
                out.append((char) (held >>> bits));
                held &= (1 << bits) - 1;
            }
        }
        return bits < 6 && held == 0 && isWellFormed(out, from);
    }

    /** Surrogates come in pairs, nothing printable is hidden behind a shift (so that a name has one spelling), and no NUL, which is no CHAR. */
    private static boolean isWellFormed(CharSequence text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || isPrintable(c) || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return text.length() > from;
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isPrintable(name.charAt(i)) || name.charAt(i) == '&') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(char c) {
        return c >= 0x20 && c <= 0x7e;
    }

    /** The octets of {@link #encode}. */
    static byte[] encodeOctets(String name) {
        return encode(name).getBytes(StandardCharsets.US_ASCII);
    }
}
