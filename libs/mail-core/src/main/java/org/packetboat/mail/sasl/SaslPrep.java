package org.packetboat.mail.sasl;

import java.text.Normalizer;

/** What makes two ways to type a name or a password one (RFC 4013). */
public final class SaslPrep {
    private static final int ASCII = 0x80;

    private SaslPrep() {}

    /** The mapping and normalisation of RFC 4013 §2.1 and §2.2; identity for ASCII. Refuses nothing. */
    public static String prepare(String text) {
        if (text.chars().allMatch(c -> c < ASCII)) {
            return text;
        }
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SPACE_SEPARATOR) {
                mapped.append(' ');
            } else if (!isMappedToNothing(c)) {
                mapped.appendCodePoint(c);
            }
        });
        return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    }

    /** RFC 3454 table B.1. */
    private static boolean isMappedToNothing(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || (c >= 0x200B && c <= 0x200D)
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }
}
