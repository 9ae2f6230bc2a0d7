package org.packetboat.mail.message;

import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Decodes encoded words (RFC 2047, with the language of RFC 2231 §5) wherever they stand. Lenient: words may be longer than 75 characters,
 * have spaces in them and stand next to other text; octets of neighbouring words in one charset are joined before they become characters. A
 * word in an unknown charset stays as it is. Time is linear in the text.
 */
final class EncodedWords {
    private static final int LONGEST_CHARSET = 64;
    private static final int LONGEST_WORD = 1000;

    private final String text;
    private final StringBuilder out;
    private final OctetsBuilder octets = new OctetsBuilder(64);
    private @Nullable Charset charset;

    private EncodedWords(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length());
    }

    static String decode(String text) {
        int first = text.indexOf("=?");
        return first < 0 ? text : new EncodedWords(text).decodeFrom(first);
    }

    private String decodeFrom(int first) {
        int plain = 0;
        boolean afterWord = false;
        int start = first;
        while (start >= 0) {
            Word word = wordAt(start);
            if (word == null) {
                start = text.indexOf("=?", start + 1);
            } else {
                // Blanks between two encoded words are not shown. RFC 2047 §6.2
                if (!afterWord || !isBlank(plain, start)) {
                    flush();
                    out.append(text, plain, start);
                } else if (!word.charset().equals(charset)) {
                    flush();
                }
                charset = word.charset();
                word.decode(text, octets);
                afterWord = true;
                plain = word.end();
                start = text.indexOf("=?", plain);
            }
        }
        flush();
        return out.append(text, plain, text.length()).toString();
    }

    private void flush() {
        if (charset != null) {
            out.append(new String(octets.array(), 0, octets.length(), charset));
            octets.truncate(0);
            charset = null;
        }
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Ascii.isWsp(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The word that starts here, null if none does. */
    private @Nullable Word wordAt(int start) {
        int charsetEnd = indexOf('?', start + 2, LONGEST_CHARSET);
        if (charsetEnd < 0 || charsetEnd + 2 >= text.length() || text.charAt(charsetEnd + 2) != '?') {
            return null;
        }
        int encoding = Ascii.toLower(text.charAt(charsetEnd + 1));
        int from = charsetEnd + 3;
        int to = end(from);
        if (to < 0 || encoding != 'q' && encoding != 'b') {
            return null;
        }
        String name = text.substring(start + 2, charsetEnd);
        int language = name.indexOf('*');
        Optional<Charset> known = DecodedText.knownCharset(language < 0 ? name : name.substring(0, language));
        return known.isEmpty() ? null : new Word(known.get(), encoding == 'b', from, to);
    }

    private int indexOf(char wanted, int from, int most) {
        for (int i = from; i < Math.min(text.length(), from + most); i++) {
            if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Where the "?=" of a word stands, -1 if it is not near. */
    private int end(int from) {
        int limit = Math.min(text.length() - 1, from + LONGEST_WORD);
        for (int i = from; i < limit; i++) {
            if (text.charAt(i) == '?' && text.charAt(i + 1) == '=') {
                return i;
            }
        }
        return -1;
    }

    private record Word(Charset charset, boolean base64, int from, int to) {
        int end() {
            return to + 2;
        }

        void decode(String text, OctetsBuilder out) {
            OctetsBuilder encoded = new OctetsBuilder(to - from);
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                // What is beyond Latin-1 does not belong here.
                encoded.append(c > 0xFF ? '?' : !base64 && c == '_' ? ' ' : c);
            }
            Part.Encoding encoding = base64 ? Part.Encoding.BASE64 : Part.Encoding.QUOTED_PRINTABLE;
            TransferDecoder.of(encoding).decode(encoded.array(), 0, encoded.length(), out);
        }
    }
}
