package org.packetboat.mail.sasl;

import java.text.Normalizer;
import java.util.Optional;

/**
 * What makes two ways to type a name or a password one, and refuses what nobody can type alike twice (RFC 4013). Normalisation, directions and what
 * is assigned are those of the JDK's Unicode, which is newer than the RFC's.
 */
public final class SaslPrep {
    private SaslPrep() {}

    /** Prepares what a client sends, to be compared; empty when it is prohibited. An empty string may come out. */
    public static Optional<String> query(String text) {
        return isPrintableAscii(text)
                ? Optional.of(text)
                : Optional.of(normalized(text)).filter(SaslPrep::isAllowed);
    }

    /** Prepares what is going to be kept: without characters that are unassigned now and may get another form once they are (RFC 4013 §2.5). */
    public static Optional<String> stored(String text) {
        return query(text).filter(prepared -> prepared.codePoints().noneMatch(CodePoints::isUnassigned));
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** RFC 4013 §2.1, §2.2. U+200B is in both tables of the mapping; like other implementations we make it a space. */
    private static String normalized(String text) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (CodePoints.NON_ASCII_SPACE.contains(c)) {
                mapped.append(' ');
            } else if (!CodePoints.MAPPED_TO_NOTHING.contains(c)) {
                mapped.appendCodePoint(c);
            }
        });
        return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    }

    /** RFC 4013 §2.3, §2.4. */
    private static boolean isAllowed(String prepared) {
        return prepared.codePoints().noneMatch(CodePoints::isProhibited) && hasOneDirection(prepared);
    }

    /** RFC 3454 §6. */
    private static boolean hasOneDirection(String prepared) {
        if (prepared.codePoints().noneMatch(CodePoints::isRightToLeft)) {
            return true;
        }
        return prepared.codePoints().noneMatch(CodePoints::isLeftToRight)
                && CodePoints.isRightToLeft(prepared.codePointAt(0))
                && CodePoints.isRightToLeft(prepared.codePointBefore(prepared.length()));
    }
}
