package org.packetboat.mail.message;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.message.SevenBitForm.Treatment;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/** What in the parts of a message cannot travel everywhere, and what would have to be done about it. */
final class PartSurvey extends PartWalker {
    private static final int MOST_LINE_OCTETS = 998;

    /** Of DKIM, DomainKeys and ARC: all of them are about the octets of the body. */
    private static final List<String> SIGNATURES =
            List.of("dkim-signature", "domainkey-signature", "arc-message-signature", "arc-seal");

    private static final Octets BLANK_LINE = Octets.ascii("\r\n\r\n");
    private static final String CONTENT_TYPE = "content-type";
    private static final String CONTENT_TRANSFER_ENCODING = "content-transfer-encoding";

    private final Treatment[] treatments;
    private final OctetsBuilder header = new OctetsBuilder(1024);
    private final Lines lines = new Lines();
    private boolean isPossible = true;
    private boolean isMime = true;
    private boolean declaresContent;
    private boolean hasMoreThanText;
    /** Of the part whose header came last. */
    private Octets type = Octets.EMPTY;

    private boolean isWide;

    PartSurvey(PartIndex parts) {
        super(parts);
        treatments = new Treatment[parts.parts().size()];
        java.util.Arrays.fill(treatments, Treatment.KEPT);
    }

    /** Whether the message may be written anew. */
    boolean isPossible() {
        return isPossible && (isMime || !declaresContent && !hasMoreThanText);
    }

    /** RFC 2045 §5.2: what is no MIME is a text in US-ASCII, and can become one in MIME if it is that. */
    boolean becomesMime() {
        return !isMime;
    }

    Treatment treatment(Part part) {
        return treatments[part.number()];
    }

    @Override
    void between(byte[] octets, int from, int length) {
        // It stays as it is, whatever that is.
    }

    @Override
    void inside(Segment segment, byte[] octets, int from, int length) {
        switch (segment.kind()) {
            case HEADER -> {
                isPossible &= header.length() + length <= PartScanner.LONGEST_HEADER;
                if (isPossible) {
                    header.append(octets, from, length);
                }
            }
            case BODY -> lines.accept(octets, from, from + length);
        }
    }

    @Override
    void ended(Segment segment) {
        switch (segment.kind()) {
            case HEADER -> {
                read(segment.part(), new HeaderSection(header.build()));
                header.truncate(0);
                lines.begin();
            }
            case BODY -> decide(segment.part());
        }
    }

    private void read(Part part, HeaderSection fields) {
        type = fields.first(CONTENT_TYPE).orElse(Octets.EMPTY);
        Optional<Octets> encoding = fields.first(CONTENT_TRANSFER_ENCODING);
        isWide = encoding.filter(value -> startsWith(value, "8bit") || startsWith(value, "binary"))
                .isPresent();
        isPossible &= !startsWith(type, "multipart/signed");
        if (part.parent() < 0) {
            isMime = fields.first("mime-version").isPresent();
            declaresContent = !type.isEmpty() || encoding.isPresent();
        }
        // Of the message, and of messages within it.
        isPossible &= SIGNATURES.stream().allMatch(name -> fields.first(name).isEmpty());
        // Without it a field that is added to the message inside would be one of the message around.
        isPossible &= part.kind() != Part.Kind.MESSAGE || endsWithBlankLine(fields.octets());
        if (part.kind() != Part.Kind.LEAF) {
            relabel(part);
        }
    }

    private static boolean endsWithBlankLine(Octets header) {
        return header.endsWith(BLANK_LINE) || header.equals(Octets.CRLF);
    }

    private void relabel(Part part) {
        treatments[part.number()] = isWide ? Treatment.SEVEN_BIT : Treatment.KEPT;
    }

    private void decide(Part part) {
        lines.end();
        hasMoreThanText |= lines.eightBit || lines.binary;
        if (!lines.eightBit && !lines.isLong && !lines.binary) {
            relabel(part);
            return;
        }
        // RFC 2045 §6.4: these are never encoded themselves. They are leaves when they lie too deep, or are broken.
        isPossible &= !startsWith(type, "multipart/") && !startsWith(type, "message/");
        isPossible &= part.encoding() != Part.Encoding.OTHER;
        boolean isText = part.text() != Part.Text.NONE && !lines.binary && part.encoding() != Part.Encoding.BASE64;
        treatments[part.number()] = isText ? Treatment.QUOTED_PRINTABLE : Treatment.BASE64;
    }

    private static boolean startsWith(Octets value, String lowerCase) {
        return value.length() >= lowerCase.length()
                && value.slice(0, lowerCase.length()).equalsIgnoreCase(lowerCase);
    }

    /** What the lines of one body are like. */
    private static final class Lines {
        private boolean eightBit;
        private boolean isLong;
        private boolean binary;
        private int inLine;
        private boolean afterCr;

        void begin() {
            eightBit = false;
            isLong = false;
            binary = false;
            inLine = 0;
            afterCr = false;
        }

        void accept(byte[] octets, int from, int to) {
            for (int i = from; i < to; i++) {
                octet(octets[i]);
            }
        }

        private void octet(byte octet) {
            if (octet == Ascii.LF) {
                binary |= !afterCr;
                isLong |= inLine > MOST_LINE_OCTETS + 1;
                inLine = 0;
                afterCr = false;
                return;
            }
            binary |= afterCr || octet == Ascii.NUL;
            afterCr = octet == Ascii.CR;
            eightBit |= octet < 0;
            inLine = Math.min(inLine + 1, MOST_LINE_OCTETS + 2);
        }

        void end() {
            binary |= afterCr;
            isLong |= inLine > MOST_LINE_OCTETS;
        }
    }
}
