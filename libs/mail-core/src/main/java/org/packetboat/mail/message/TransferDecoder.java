package org.packetboat.mail.message;

import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/** Undoes a content transfer encoding, chunk by chunk, leniently. RFC 2045 §6.7, §6.8. */
abstract sealed class TransferDecoder {
    /** Decodes octets and appends what comes out. */
    abstract void decode(byte[] octets, int from, int to, OctetsBuilder out);

    static TransferDecoder of(Part.Encoding encoding) {
        return switch (encoding) {
            case IDENTITY, OTHER -> new Identity();
            case BASE64 -> new Base64();
            case QUOTED_PRINTABLE -> new QuotedPrintable();
        };
    }

    private static final class Identity extends TransferDecoder {
        @Override
        void decode(byte[] octets, int from, int to, OctetsBuilder out) {
            out.append(octets, from, to - from);
        }
    }

    /** Skips whatever is not in the alphabet; padding ends a quantum, and another may follow. */
    private static final class Base64 extends TransferDecoder {
        private static final byte[] VALUES = values();

        private int bits;
        private int count;

        private static byte[] values() {
            byte[] values = new byte[256];
            java.util.Arrays.fill(values, (byte) -1);
            String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            for (int i = 0; i < 64; i++) {
                values[alphabet.charAt(i)] = (byte) i;
            }
            return values;
        }

        @Override
        void decode(byte[] octets, int from, int to, OctetsBuilder out) {
            for (int i = from; i < to; i++) {
                int value = VALUES[octets[i] & 0xFF];
                if (value >= 0) {
                    bits = bits << 6 | value;
                    count += 6;
                    if (count >= 8) {
                        count -= 8;
                        out.append(bits >> count & 0xFF);
                    }
                } else if (octets[i] == '=') {
                    count = 0;
                }
            }
        }
    }

    private static final class QuotedPrintable extends TransferDecoder {
        private static final int NONE = -1;

        /** After '=': 0; after '=' and blanks or CR: 1; after '=' and a digit: that digit + 2. */
        private int state = NONE;

        private int digit;

        @Override
        void decode(byte[] octets, int from, int to, OctetsBuilder out) {
            for (int i = from; i < to; i++) {
                int octet = octets[i] & 0xFF;
                switch (state) {
                    case NONE -> plain(octet, out);
                    case 0 -> afterEquals(octet, out);
                    case 1 -> inSoftBreak(octet, out);
                    default -> secondDigit(octet, out);
                }
            }
        }

        private void plain(int octet, OctetsBuilder out) {
            if (octet == '=') {
                state = 0;
            } else {
                out.append(octet);
            }
        }

        private void afterEquals(int octet, OctetsBuilder out) {
            if (octet == Ascii.LF) {
                state = NONE;
            } else if (Ascii.isWsp(octet) || octet == Ascii.CR) {
                state = 1;
            } else if (Ascii.hexValue(octet) >= 0) {
                digit = octet;
                state = 2;
            } else {
                out.append('=');
                state = NONE;
                plain(octet, out);
            }
        }

        private void inSoftBreak(int octet, OctetsBuilder out) {
            if (octet == Ascii.LF) {
                state = NONE;
            } else if (!Ascii.isWsp(octet) && octet != Ascii.CR) {
                state = NONE;
                plain(octet, out);
            }
        }

        private void secondDigit(int octet, OctetsBuilder out) {
            state = NONE;
            if (Ascii.hexValue(octet) >= 0) {
                out.append(Ascii.hexValue(digit) << 4 | Ascii.hexValue(octet));
            } else {
                out.append('=').append(digit);
                plain(octet, out);
            }
        }
    }
}
