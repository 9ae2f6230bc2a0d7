package org.packetboat.mail.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * SEARCH BODY and TEXT of one message: decodes its texts (transfer encoding, charset, encoded words of headers) while its octets stream by
 * and looks for texts in any case. RFC 9051 §6.4.4. Parts that are no text are passed over; {@link #ranges()} names the octets that are
 * needed. Memory is constant. Computes as long as a chunk lasts: callers on shared threads give chunks of some 64 KiB.
 */
public final class TextSearch {
    private static final int PIECE = 8192;

    /** Where to look. */
    public enum Scope {
        /** Everything but the header of the message itself. */
        BODY,
        /** Everything. */
        TEXT
    }

    private final List<Section> sections = new ArrayList<>();
    private final TextMatcher matcher;
    private int current;
    private long expected;
    private Charset charset = DecodedText.charset(Octets.EMPTY);
    private final OctetsBuilder header = new OctetsBuilder(1024);
    private final Fields fields = new Fields();

    private TextDecoder decoder;

    /** @param texts to be looked for, independently; an empty one is found everywhere */
    public TextSearch(PartIndex index, Scope scope, List<String> texts) {
        matcher = new TextMatcher(texts);
        decoder = new TextDecoder(Part.Encoding.IDENTITY, charset);
        for (Part part : index.parts()) {
            boolean text = part.text() != Part.Text.NONE;
            boolean searched = part.parent() >= 0 || scope == Scope.TEXT;
            if (part.header().length() > 0 && (searched || text)) {
                sections.add(new Section(part, part.header(), true, searched));
            }
            if (text && part.body().length() > 0) {
                sections.add(new Section(part, part.body(), false, true));
            }
        }
    }

    private record Section(Part part, OctetRange range, boolean isHeader, boolean searched) {}

    /** The octets that are needed, ascending and apart from each other. */
    public List<OctetRange> ranges() {
        List<OctetRange> ranges = new ArrayList<>();
        for (Section section : sections) {
            OctetRange range = section.range();
            if (!ranges.isEmpty() && range.from() <= ranges.getLast().to()) {
                OctetRange before = ranges.removeLast();
                range = new OctetRange(before.from(), Math.max(before.to(), range.to()));
            }
            ranges.add(range);
        }
        return ranges;
    }

    /**
     * Takes octets of the message. They have to come in ascending order; octets outside {@link #ranges()} may be left out.
     *
     * @param at offset in the message of the first octet
     */
    public void accept(long at, byte[] octets, int offset, int length) {
        if (at < expected) {
            throw new IllegalArgumentException("octets at " + at + " after " + expected);
        }
        expected = at + length;
        while (current < sections.size() && !complete()) {
            Section section = sections.get(current);
            long from = Math.max(at, section.range().from());
            long to = Math.min(expected, section.range().to());
            if (from < to) {
                take(section, octets, (int) (offset + from - at), (int) (offset + to - at));
            }
            if (expected < section.range().to()) {
                return;
            }
            end(section);
            current++;
        }
    }

    /** As {@link #accept(long, byte[], int, int)}. */
    public void accept(long at, Octets octets) {
        accept(at, octets.array(), octets.offset(), octets.length());
    }

    /** Whether every text is found already, so that no more octets are needed. */
    public boolean complete() {
        return matcher.complete();
    }

    /** Whether a text is found; final once all octets came. */
    public boolean found(int index) {
        return matcher.found(index);
    }

    private void take(Section section, byte[] octets, int from, int to) {
        if (section.isHeader()) {
            int room = Math.min(to - from, PartScanner.LONGEST_HEADER - header.length());
            header.append(octets, from, Math.max(0, room));
            return;
        }
        for (int at = from; at < to && !complete(); at += PIECE) {
            matcher.accept(decoder.decode(octets, at, Math.min(to, at + PIECE)));
        }
    }

    private void end(Section section) {
        if (section.isHeader()) {
            if (section.searched()) {
                searchHeader();
            }
            fields.scan(header.array(), 0, header.length());
            charset = DecodedText.charset(
                    MimeFieldsReader.read(fields, false, true).charset());
            header.truncate(0);
        }
        decoder = new TextDecoder(section.part().encoding(), charset);
        matcher.cut();
    }

    /** Field by field, with the names. */
    private void searchHeader() {
        int at = 0;
        while (at < header.length()) {
            int next = HeaderLines.fieldEnd(header.array(), at, header.length());
            matcher.accept(DecodedText.ofField(header.array(), at, next));
            matcher.cut();
            matcher.accept(DecodedText.extended(header.array(), at, next));
            matcher.cut();
            at = next;
        }
    }

    /** Transfer encoding, then charset, in pieces. */
    private static final class TextDecoder {
        private final TransferDecoder transfer;
        private final CharsetDecoder characters;
        private final OctetsBuilder decoded = new OctetsBuilder(PIECE);
        private final CharBuffer text;

        TextDecoder(Part.Encoding encoding, Charset charset) {
            transfer = TransferDecoder.of(encoding);
            characters = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
            text = CharBuffer.allocate((int) (PIECE * characters.maxCharsPerByte()) + 64);
        }

        String decode(byte[] octets, int from, int to) {
            transfer.decode(octets, from, to, decoded);
            ByteBuffer in = ByteBuffer.wrap(decoded.array(), 0, decoded.length());
            StringBuilder out = new StringBuilder();
            CoderResult result = CoderResult.OVERFLOW;
            while (result.isOverflow()) {
                result = characters.decode(in, text, false);
                out.append(text.flip());
                text.clear();
            }
            byte[] rest = new byte[in.remaining()];
            in.get(rest);
            decoded.truncate(0);
            decoded.append(rest, 0, rest.length);
            return out.toString();
        }
    }
}
