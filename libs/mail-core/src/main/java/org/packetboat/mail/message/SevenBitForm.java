package org.packetboat.mail.message;

import java.util.Optional;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * How a message is written anew for servers that take 7 bits, or lines of 998 octets, and nothing else (RFC 6152 §3, RFC 5321 §4.5.3.1.6): texts in
 * quoted-printable, everything else in base64, part by part; decoded they are what they were. Who writes it looks at the message three times: for its
 * parts ({@link MessageScanner}), for what is in them ({@link Survey}), and to write it ({@link Writer}). None of them holds more than a header.
 */
public final class SevenBitForm {
    private static final Treatment[] TREATMENTS = Treatment.values();

    private final PartIndex parts;
    private final byte[] treatments;
    private final boolean becomesMime;

    private SevenBitForm(PartIndex parts, byte[] treatments, boolean becomesMime) {
        this.parts = parts;
        this.treatments = treatments;
        this.becomesMime = becomesMime;
    }

    /** What happens to a part. */
    enum Treatment {
        KEPT(""),
        /** Its octets stay, and what it was said to need is not needed. */
        SEVEN_BIT("7bit"),
        QUOTED_PRINTABLE("quoted-printable"),
        BASE64("base64");

        private final String encoding;

        Treatment(String encoding) {
            this.encoding = encoding;
        }
    }

    private Treatment treatment(Part part) {
        return TREATMENTS[treatments[part.number()]];
    }

    /** Looks at the octets of a message whose parts are known. */
    public static final class Survey {
        private final PartIndex parts;
        private final PartSurvey survey;

        public Survey(PartIndex parts) {
            this.parts = parts;
            this.survey = new PartSurvey(parts);
        }

        public void accept(byte[] octets, int offset, int length) {
            survey.accept(octets, offset, length);
        }

        /** The message is complete. Empty when it must not, or cannot, be written anew: a signature would break, or nobody knows what an octet means. */
        public Optional<SevenBitForm> finish() {
            survey.finish();
            if (!survey.isPossible()) {
                return Optional.empty();
            }
            byte[] treatments = new byte[parts.parts().size()];
            for (Part part : parts.parts()) {
                treatments[part.number()] = (byte) survey.treatment(part).ordinal();
            }
            return Optional.of(new SevenBitForm(parts, treatments, survey.becomesMime()));
        }
    }

    /** Starts to write the message. */
    public Writer writer() {
        return new Writer(this);
    }

    /** Takes the message in chunks, and gives its new form. */
    public static final class Writer {
        private final Walker walker;

        private Writer(SevenBitForm form) {
            walker = new Walker(form);
        }

        /** Appends at most some three times as many octets, and a header. */
        public void accept(byte[] octets, int offset, int length, OctetsBuilder out) {
            walker.out = out;
            walker.accept(octets, offset, length);
        }

        public void finish(OctetsBuilder out) {
            walker.out = out;
            walker.finish();
        }
    }

    private static final class Walker extends PartWalker {
        private final SevenBitForm form;
        private final OctetsBuilder header = new OctetsBuilder(1024);
        private final OctetsBuilder decoded = new OctetsBuilder(1024);
        private TransferDecoder decoder = TransferDecoder.of(Part.Encoding.IDENTITY);
        private TransferEncoder encoder = TransferEncoder.base64();
        private OctetsBuilder out = new OctetsBuilder(0);

        Walker(SevenBitForm form) {
            super(form.parts);
            this.form = form;
        }

        @Override
        void between(byte[] octets, int from, int length) {
            out.append(octets, from, length);
        }

        @Override
        void inside(Segment segment, byte[] octets, int from, int length) {
            switch (segment.kind()) {
                case HEADER -> (isHeaderKept(segment) ? out : header).append(octets, from, length);
                case BODY -> {
                    if (isEncoded(segment)) {
                        decoder.decode(octets, from, from + length, decoded);
                        encoder.encode(decoded.array(), 0, decoded.length(), out);
                        decoded.truncate(0);
                    } else {
                        out.append(octets, from, length);
                    }
                }
            }
        }

        @Override
        void ended(Segment segment) {
            switch (segment.kind()) {
                case HEADER -> {
                    if (!isHeaderKept(segment)) {
                        appendHeader(segment.part());
                        header.truncate(0);
                    }
                    decoder = TransferDecoder.of(segment.part().encoding());
                    encoder = form.treatment(segment.part()) == Treatment.QUOTED_PRINTABLE
                            ? TransferEncoder.quotedPrintable()
                            : TransferEncoder.base64();
                }
                case BODY -> {
                    if (isEncoded(segment)) {
                        encoder.finish(out);
                    }
                }
            }
        }

        private boolean isHeaderKept(Segment segment) {
            return form.treatment(segment.part()) == Treatment.KEPT;
        }

        private boolean isEncoded(Segment segment) {
            Treatment treatment = form.treatment(segment.part());
            return treatment == Treatment.QUOTED_PRINTABLE || treatment == Treatment.BASE64;
        }

        /** The same fields, but for the encoding, which comes last. */
        private void appendHeader(Part part) {
            byte[] array = header.array();
            int end = header.length();
            int at = 0;
            while (at < end) {
                int next = HeaderLines.lineEnd(array, at, end);
                HeaderLines.Line line = HeaderLines.classify(array, at, next);
                if (line == HeaderLines.Line.BLANK) {
                    break;
                }
                if (line == HeaderLines.Line.FIELD) {
                    next = HeaderLines.fieldEnd(array, at, end);
                }
                if (line != HeaderLines.Line.FIELD || !isEncoding(array, at, next)) {
                    out.append(array, at, next - at);
                }
                at = next;
            }
            if (end > 0 && at == end && array[end - 1] != Ascii.LF) {
                out.append("\r\n");
            }
            if (part.parent() < 0 && form.becomesMime) {
                out.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n");
            }
            out.append("Content-Transfer-Encoding: ")
                    .append(form.treatment(part).encoding)
                    .append("\r\n\r\n");
        }

        private static boolean isEncoding(byte[] array, int from, int to) {
            int nameEnd = HeaderLines.nameEnd(array, from, to);
            return Ascii.equalsIgnoreCase(array, from, nameEnd, "content-transfer-encoding");
        }
    }
}
