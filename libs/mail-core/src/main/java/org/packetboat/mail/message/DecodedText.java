package org.packetboat.mail.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/** Turns octets of header fields into text: unfolding, encoded words (RFC 2047), and 8-bit octets that should not be there. */
final class DecodedText {
    /** What is decoded of a field at most, in octets, which is all that is kept of a header; longest text, in characters. */
    static final int LIMIT = PartScanner.LONGEST_HEADER;

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private DecodedText() {}

    /** The text of a field value; of a long one its beginning. */
    static String ofField(byte[] array, int from, int end) {
        int to = Math.min(end, from + LIMIT);
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
        return clean(encoded ? EncodedWords.decode(text) : text, LIMIT);
    }

    /** What the parameters of a MIME field value are in the forms of RFC 2231; empty where there are none. */
    static String extended(byte[] array, int from, int end) {
        int to = Math.min(end, from + LIMIT);
        for (int i = from + 1; i < to; i++) {
            if (array[i] == '=' && (array[i - 1] == '*' || Ascii.isDigit(array[i - 1]))) {
                return ExtendedParameters.of(array, from, to).text();
            }
        }
        return "";
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

    /** The charset of this name; what is unknown or not named becomes UTF-8. */
    static Charset charset(Octets name) {
        return knownCharset(name.ascii()).orElse(StandardCharsets.UTF_8);
    }

    /** US-ASCII becomes UTF-8 and ISO-8859-1 windows-1252, their supersets, as everybody reads them. */
    static Optional<Charset> knownCharset(String name) {
        if (name.isEmpty() || name.length() > 64) {
            return Optional.empty();
        }
        if (Ascii.equalsIgnoreCase(name, "us-ascii") || Ascii.equalsIgnoreCase(name, "utf-8")) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        if (Ascii.equalsIgnoreCase(name, "iso-8859-1")) {
            return Optional.of(WINDOWS_1252);
        }
        return Optional.ofNullable(Charsets.BY_NAME.get(Ascii.toLower(name)));
    }

    /** All charsets by lowered name and alias. {@link Charset#forName} takes a millisecond for every name that it does not know. */
    private static final class Charsets {
        static final Map<String, Charset> BY_NAME = byName();

        private static Map<String, Charset> byName() {
            Map<String, Charset> byName = new HashMap<>();
            for (Charset charset : Charset.availableCharsets().values()) {
                byName.put(Ascii.toLower(charset.name()), charset);
                for (String alias : charset.aliases()) {
                    byName.putIfAbsent(Ascii.toLower(alias), charset);
                }
            }
            return Map.copyOf(byName);
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
