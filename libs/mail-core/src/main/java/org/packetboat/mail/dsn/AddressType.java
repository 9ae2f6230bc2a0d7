package org.packetboat.mail.dsn;

import java.util.Locale;

/** Addresses in a delivery report: "rfc822; ..." or, with characters beyond ASCII, "utf-8; ..." in RFC 6533's escaped form. */
final class AddressType {
    private static final String RFC822 = "rfc822;";
    private static final String UTF8 = "utf-8;";

    private AddressType() {}

    static String format(String address) {
        String escaped = escape(address);
        return (escaped.equals(address) ? RFC822 : UTF8) + ' ' + escaped;
    }

    /** Without its type; what is escaped becomes itself again. */
    static String parse(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0) {
            return value.strip();
        }
        String address = value.substring(semicolon + 1).strip();
        return value.substring(0, semicolon + 1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(UTF8)
                ? unescape(address)
                : address;
    }

    /** RFC 6533 §3, utf-8-addr-xtext, for the characters beyond ASCII. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x80) {
                escaped.append((char) c);
            } else {
                escaped.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return escaped.toString();
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int close = text.startsWith("\\x{", at) ? text.indexOf('}', at) : -1;
            int character = close < 0 ? -1 : hex(text, at + 3, close);
            if (character < 0) {
                plain.append(text.charAt(at++));
            } else {
                plain.appendCodePoint(character);
                at = close + 1;
            }
        }
        return plain.toString();
    }

    /** -1 if it is no character. */
    private static int hex(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return from < to && Character.isValidCodePoint(value) ? value : -1;
    }
}
