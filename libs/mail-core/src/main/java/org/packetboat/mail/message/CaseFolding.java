package org.packetboat.mail.message;

import java.text.Normalizer;
import java.util.Locale;
import org.packetboat.mail.octets.Ascii;

/**
 * The form in which text is compared when case does not matter, in the spirit of i;unicode-casemap (RFC 5051): compatibility decomposition,
 * then upper case, then lower case, without a locale. Both the stored text and what is searched for go through it.
 */
public final class CaseFolding {
    /** Lower case makes one or the other of it, depending on what follows: that would be different in a part of a word. */
    private static final char FINAL_SIGMA = '\u03C2';

    private static final char SIGMA = '\u03C3';

    private CaseFolding() {}

    public static String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return Normalizer.normalize(text, Normalizer.Form.NFKD)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT)
                        .replace(FINAL_SIGMA, SIGMA);
            }
        }
        return Ascii.toLower(text);
    }
}
