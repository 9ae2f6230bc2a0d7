package org.packetboat.mail.message;

import java.util.Base64;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/** Applies a content transfer encoding, chunk by chunk; lines have 76 octets at most. RFC 2045 §6.7, §6.8. */
abstract sealed class TransferEncoder {
    /** Encodes octets and appends what comes out; some of it may come later. */
    abstract void encode(byte[] octets, int from, int to, OctetsBuilder out);

    /** Appends what is left. What ends a line of the encoding does not end its last one. */
    abstract void finish(OctetsBuilder out);

    static TransferEncoder quotedPrintable() {
        return new QuotedPrintable();
    }

    static TransferEncoder base64() {
        return new InBase64();
    }

    /** CR LF is a line break of the text; each of both alone is data. */
    private static final class QuotedPrintable extends TransferEncoder {
        /** An equals sign may follow. */
        private static final int LONGEST_LINE = 75;

        private static final int NONE = -1;
        private static final String HEX = "0123456789ABCDEF";

        private int column;
        /** A space or a tab that may turn out to be the last octet of its line. */
        private int blank = NONE;

        private boolean afterCr;

        @Override
        void encode(byte[] octets, int from, int to, OctetsBuilder out) {
            for (int i = from; i < to; i++) {
                octet(octets[i] & 0xFF, out);
            }
        }

        private void octet(int octet, OctetsBuilder out) {
            if (afterCr) {
                afterCr = false;
                if (octet == Ascii.LF) {
                    endLine(out);
                    return;
                }
                flushBlank(out);
                escape(Ascii.CR, out);
            }
            if (octet == Ascii.CR) {
                afterCr = true;
                return;
            }
            flushBlank(out);
            if (Ascii.isWsp(octet)) {
                blank = octet;
            } else if (octet > ' ' && octet < 0x7F && octet != '=') {
                literal(octet, out);
            } else {
                escape(octet, out);
            }
        }

        private void endLine(OctetsBuilder out) {
            escapeBlank(out);
            out.append("\r\n");
            column = 0;
        }

        private void flushBlank(OctetsBuilder out) {
            if (blank != NONE) {
                literal(blank, out);
                blank = NONE;
            }
        }

        private void escapeBlank(OctetsBuilder out) {
            if (blank != NONE) {
                escape(blank, out);
                blank = NONE;
            }
        }

        private void literal(int octet, OctetsBuilder out) {
            if (octet == '-' && column == LONGEST_LINE) {
                // A line that is broken here must not go on like a delimiter (RFC 2046 §5.1.1).
                escape(octet, out);
                return;
            }
            makeRoom(1, out);
            out.append(octet);
        }

        private void escape(int octet, OctetsBuilder out) {
            makeRoom(3, out);
            out.append('=').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xF));
        }

        private void makeRoom(int octets, OctetsBuilder out) {
            if (column + octets > LONGEST_LINE) {
                out.append("=\r\n");
                column = 0;
            }
            column += octets;
        }

        @Override
        void finish(OctetsBuilder out) {
            if (afterCr) {
                flushBlank(out);
                escape(Ascii.CR, out);
            }
            escapeBlank(out);
        }
    }

    private static final class InBase64 extends TransferEncoder {
        private static final int OCTETS_OF_A_LINE = 57;

        private final byte[] line = new byte[OCTETS_OF_A_LINE];
        private int inLine;
        private boolean begun;

        @Override
        void encode(byte[] octets, int from, int to, OctetsBuilder out) {
            for (int at = from; at < to; ) {
                int count = Math.min(to - at, OCTETS_OF_A_LINE - inLine);
                System.arraycopy(octets, at, line, inLine, count);
                inLine += count;
                at += count;
                if (inLine == OCTETS_OF_A_LINE) {
                    endLine(out);
                }
            }
        }

        private void endLine(OctetsBuilder out) {
            if (begun) {
                out.append("\r\n");
            }
            begun = true;
            byte[] whole = inLine == OCTETS_OF_A_LINE ? line : java.util.Arrays.copyOf(line, inLine);
            byte[] encoded = Base64.getEncoder().encode(whole);
            out.append(encoded, 0, encoded.length);
            inLine = 0;
        }

        @Override
        void finish(OctetsBuilder out) {
            if (inLine > 0) {
                endLine(out);
            }
        }
    }
}
