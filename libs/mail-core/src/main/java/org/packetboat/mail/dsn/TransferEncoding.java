package org.packetboat.mail.dsn;

import org.packetboat.mail.octets.Octets;

/** As what octets travel that are not encoded, RFC 2045 §6.2; in the order of what they ask of the way. */
enum TransferEncoding {
    SEVEN_BIT("7bit"),
    EIGHT_BIT("8bit"),
    BINARY("binary");

    /** RFC 2045 §2.7 and §2.8. */
    private static final int MOST_LINE_OCTETS = 998;

    private final String word;

    TransferEncoding(String word) {
        this.word = word;
    }

    /** In Content-Transfer-Encoding. */
    String word() {
        return word;
    }

    /** The narrowest one. */
    static TransferEncoding of(Octets octets) {
        TransferEncoding narrowest = SEVEN_BIT;
        int lineStart = 0;
        for (int i = 0; i < octets.length(); i++) {
            int octet = octets.at(i);
            boolean fits = switch (octet) {
                case 0 -> false;
                case '\r' -> isAt(octets, i + 1, '\n') && i - lineStart <= MOST_LINE_OCTETS;
                case '\n' -> isAt(octets, i - 1, '\r');
                default -> i - lineStart < MOST_LINE_OCTETS;
            };
            if (!fits) {
                return BINARY;
            }
            if (octet == '\n') {
                lineStart = i + 1;
            } else if (octet >= 0x80) {
                narrowest = EIGHT_BIT;
            }
        }
        return narrowest;
    }

    private static boolean isAt(Octets octets, int index, int octet) {
        return index >= 0 && index < octets.length() && octets.at(index) == octet;
    }

    /** Of a multipart that has parts of both, RFC 2045 §6.4. */
    TransferEncoding widest(TransferEncoding other) {
        return compareTo(other) > 0 ? this : other;
    }
}
