package org.packetboat.mail.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/** Turns octets of header fields into text: unfolding, encoded words (RFC 2047), and 8-bit octets that should not be there. */
final class DecodedText {
    /** Longest text that is kept of a field, in characters. */
    static final int LIMIT = 16 * 1024;

    private static final Charset WINDOWS_1252 = charset("windows-1252", StandardCharsets.ISO_8859_1);

    private DecodedText() {}

    /** The text of a field value. */
    static String ofField(byte[] array, int from, int to) {
        byte[] unfolded = new byte[to - from];
        int length = 0;
        boolean ascii = true;
        boolean encoded = false;
        for (int i = from; i < to; i++) {
            byte octet = array[i];
            if (octet != Ascii.CR && octet != Ascii.LF) {
                ascii &= octet >= 0;
                encoded |= octet == '?' && length > 0 && unfolded[length - 1] == '=';
                unfolded[length++] = octet;
            }
        }
        String text =
                ascii ? new String(unfolded, 0, length, StandardCharsets.ISO_8859_1) : unlabelled(unfolded, 0, length);
        return clean(encoded ? DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT) : text, LIMIT);
    }

    /** Octets of which nobody says what they are: UTF-8 if they are valid as such, else windows-1252. */
    static String unlabelled(byte[] array, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(array, from, to - from))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(array, from, to - from, WINDOWS_1252);
        }
    }

    /**
     * The charset of this name; US-ASCII and what is unknown or not named become UTF-8, its superset.
     */
    static Charset charset(Octets name) {
        if (name.isEmpty() || name.equalsIgnoreCase("us-ascii") || name.length() > 64) {
            return StandardCharsets.UTF_8;
        }
        if (name.equalsIgnoreCase("iso-8859-1")) {
            return WINDOWS_1252;
        }
        return charset(name.ascii(), StandardCharsets.UTF_8);
    }

    private static Charset charset(String name, Charset otherwise) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return otherwise;
        }
    }

    /** At most so many characters, controls as spaces, unpaired surrogates replaced: what every store and wire takes. */
    static String clean(String text, int limit) {
        int length = Math.min(text.length(), limit);
        boolean good = length == text.length();
        for (int i = 0; good && i < length; i++) {
            char c = text.charAt(i);
            good = c >= ' ' && c != 0x7F && !Character.isSurrogate(c);
        }
        if (good) {
            return text;
        }
        StringBuilder cleaned = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7F) {
                cleaned.append(' ');
            } else if (!Character.isSurrogate(c)) {
                cleaned.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                cleaned.append(c).append(text.charAt(++i));
            } else {
                cleaned.append('\uFFFD');
            }
        }
        return cleaned.toString();
    }
}
