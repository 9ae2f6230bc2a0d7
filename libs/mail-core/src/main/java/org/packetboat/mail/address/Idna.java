package org.packetboat.mail.address;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;

/**
 * U-labels as A-labels (RFC 5891 §4). The JDK maps by IDNA 2003, which would make another domain of one with a sharp s or a final sigma: whoever owns
 * {@code strasse} would get the mail of {@code straße}. Labels with these two are mapped here, by UTS 46 without its transitional mappings; those with
 * a joiner, the other two characters that differ, have no A-label, since whether one may stand somewhere is a question of scripts. All others are the same
 * in both.
 */
final class Idna {
    private static final String PREFIX = "xn--";
    private static final int MOST_LABEL_OCTETS = 63;
    private static final char SHARP_S = '\u00DF';
    private static final char FINAL_SIGMA = '\u03C2';
    private static final char SIGMA = '\u03C3';
    private static final char CAPITAL_SIGMA = '\u03A3';
    private static final String JOINERS = "\u200C\u200D";
    /** RFC 3490 §3.1. */
    private static final String DOTS = ".\u3002\uFF0E\uFF61";

    private Idna() {}

    /** Empty when a label has no such form. */
    static Optional<String> toAscii(String domain) {
        if (Ascii.isAscii(domain)) {
            return Optional.of(domain);
        }
        StringBuilder name = new StringBuilder();
        int from = 0;
        try {
            for (int at = 0; at <= domain.length(); at++) {
                if (at == domain.length() || DOTS.indexOf(domain.charAt(at)) >= 0) {
                    name.append(label(domain.substring(from, at))).append(at == domain.length() ? "" : ".");
                    from = at + 1;
                }
            }
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return Optional.of(name.toString());
    }

    private static String label(String label) {
        if (label.length() > MOST_LABEL_OCTETS || label.chars().anyMatch(c -> JOINERS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("label without an A-label");
        }
        // The capital one is mapped to the sigma that is not final, wherever it stands.
        String lower = label.replace(CAPITAL_SIGMA, SIGMA).toLowerCase(Locale.ROOT);
        if (lower.indexOf(SHARP_S) < 0 && lower.indexOf(FINAL_SIGMA) < 0) {
            return IDN.toASCII(label, IDN.ALLOW_UNASSIGNED);
        }
        // Whether the rest of it may stand in a label.
        String checked = IDN.toASCII(lower.replace(SHARP_S, 's').replace(FINAL_SIGMA, SIGMA), IDN.ALLOW_UNASSIGNED);
        String encoded = PREFIX + Punycode.encode(Normalizer.normalize(lower, Normalizer.Form.NFKC));
        if (checked.isEmpty() || encoded.length() > MOST_LABEL_OCTETS) {
            throw new IllegalArgumentException("label without an A-label");
        }
        return encoded;
    }
}
