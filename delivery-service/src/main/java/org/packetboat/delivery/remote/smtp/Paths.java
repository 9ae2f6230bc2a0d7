package org.packetboat.delivery.remote.smtp;

import java.util.Optional;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.failure.SyntaxException;

/** Addresses as they stand between angle brackets: checked again, for what is written into a command is a command. */
final class Paths {
    private Paths() {}

    /** Empty unless it is an address (RFC 5321 §4.1.2, with RFC 6531 §3.3 for what is not ASCII). */
    static Optional<String> path(String address) {
        StringBuilder ascii = new StringBuilder(address.length());
        boolean beyond = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            boolean control = c >= 0x80 && (c < 0xA0 || c == 0x2028 || c == 0x2029);
            if (control) {
                return Optional.empty();
            }
            beyond |= c >= 0x80;
            ascii.append(c < 0x80 ? c : 'x');
        }
        try {
            MailAddress parsed = MailAddress.parse(ascii.toString());
            return Optional.of(beyond ? address : parsed.toString());
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** RFC 3461 §4: xtext. */
    static String xtext(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c <= '~' && c != '+' && c != '=') {
                encoded.append(c);
            } else if (c < 0x80) {
                encoded.append('+').append(hex(c >> 4)).append(hex(c & 15));
            } else {
                encoded.append('?');
            }
        }
        return encoded.toString();
    }

    /** RFC 6533 §3: an ORCPT of type utf-8 as any server takes it. */
    static String unitext(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c > ' ' && c <= '~' && c != '+' && c != '=' && c != '\\') {
                encoded.append((char) c);
            } else {
                encoded.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT))
                        .append('}');
            }
        });
        return encoded.toString();
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
