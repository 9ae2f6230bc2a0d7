package org.packetboat.delivery.remote.smtp;

import org.packetboat.mail.smtp.OctetSink;

/**
 * What of a message decides how it can travel.
 *
 * @param octets all of them
 * @param eightBit octets above 127 anywhere
 * @param utf8Header its header section is an internationalised one (RFC 6532)
 * @param longLines lines over 998 octets (RFC 5321 §4.5.3.1.6)
 * @param binary NUL, or CR and LF apart from each other: nothing that DATA can carry (RFC 5321 §2.3.8)
 * @param endsWithLine its last octets are CR LF
 */
public record BodyFacts(
        long octets, boolean eightBit, boolean utf8Header, boolean longLines, boolean binary, boolean endsWithLine) {
    /** Of nothing. */
    static final BodyFacts NONE = new BodyFacts(0, false, false, false, false, false);

    private static final int MOST_LINE_OCTETS = 998;

    /** Reads all of a message. */
    public static BodyFacts of(OutboundBody body) throws InterruptedException {
        Scan scan = new Scan();
        body.writeTo(scan);
        return scan.facts();
    }

    private static final class Scan implements OctetSink {
        private final HeaderScan header = new HeaderScan();
        private long octets;
        private int inLine;
        private boolean afterCr;
        private boolean eightBit;
        private boolean longLines;
        private boolean binary;

        @Override
        public void octets(byte[] array, int offset, int length) {
            octets += length;
            for (int i = offset; i < offset + length; i++) {
                octet(array[i]);
            }
        }

        private void octet(byte octet) {
            header.octet(octet);
            if (octet == '\n') {
                binary |= !afterCr;
                longLines |= inLine > MOST_LINE_OCTETS + 1;
                inLine = 0;
                afterCr = false;
                return;
            }
            binary |= afterCr || octet == 0;
            afterCr = octet == '\r';
            inLine = Math.min(inLine + 1, MOST_LINE_OCTETS + 2);
            eightBit |= octet < 0;
        }

        BodyFacts facts() {
            return new BodyFacts(
                    octets,
                    eightBit,
                    header.isInternationalised(),
                    longLines || inLine > MOST_LINE_OCTETS,
                    binary || afterCr,
                    inLine == 0 && octets > 0);
        }
    }
}
