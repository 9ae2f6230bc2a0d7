package org.packetboat.mail.address;

import java.text.Normalizer;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/**
 * What stands before the {@code @}, without quotes and quoted pairs: all quoted forms of one local part are this one value (RFC 5321
 * §4.1.2). Case is kept as given.
 *
 * @param text printable US-ASCII, space and what is beyond ASCII (RFC 6531 §3.3), 0 to 64 octets of UTF-8 (RFC 5321 §4.5.3.1.1); empty is what {@code ""@domain} means
 */
public record LocalPart(String text) {
    /** RFC 5321 §4.5.3.1.1. */
    public static final int MAX_OCTETS = 64;

    /** Checks length and octets. */
    public LocalPart {
        int octets = Ascii.isAscii(text) ? text.length() : Octets.utf8(text).length();
        if (octets > MAX_OCTETS) {
            throw new IllegalArgumentException("local part above " + MAX_OCTETS + " octets");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new IllegalArgumentException("control at " + i);
            }
        }
    }

    /** The form in which local parts of our own domains are compared: A to Z are those in lower case, and all else is in NFC. */
    public String folded() {
        return Ascii.toLower(normalised());
    }

    /** In NFC: one text typed on two keyboards is one (RFC 6530 §10.1). */
    String normalised() {
        return Ascii.isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** The SMTP form with the least quoting that it needs. */
    @Override
    public String toString() {
        return isDotString() ? text : quoted();
    }

    private boolean isDotString() {
        boolean afterDot = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (afterDot) {
                    return false;
                }
                afterDot = true;
            } else if (c > '~' || AddressClasses.ATEXT.matches(c)) {
                afterDot = false;
            } else {
                return false;
            }
        }
        return !afterDot;
    }

    private String quoted() {
        StringBuilder quoted = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
