package org.packetboat.mail.message;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * The first text of a message in at most 200 characters on one line. At most 4 KiB of the first plain text or HTML
 * that is not empty are looked at.
 */
final class Preview {
    private static final int LONGEST = 200;
    private static final int MOST_OCTETS = 4096;

    private @Nullable ScannedPart source;
    private final OctetsBuilder octets = new OctetsBuilder(512);

    /** Whether the lines of this leaf are wanted. */
    boolean wants(ScannedPart leaf) {
        if (source == leaf) {
            return octets.length() < MOST_OCTETS;
        }
        boolean text = leaf.mime.text() == Part.Text.PLAIN || leaf.mime.text() == Part.Text.HTML;
        return text && octets.length() == 0;
    }

    void line(ScannedPart leaf, byte[] array, int from, int to) {
        if (source != leaf) {
            source = leaf;
            octets.truncate(0);
        }
        octets.append(array, from, Math.min(to - from, MOST_OCTETS - octets.length()));
    }

    String text() {
        ScannedPart from = source;
        if (from == null) {
            return "";
        }
        OctetsBuilder decoded = new OctetsBuilder(octets.length());
        TransferDecoder.of(from.mime.encoding()).decode(octets.array(), 0, octets.length(), decoded);
        String text = decode(from, decoded);
        return shorten(from.mime.text() == Part.Text.HTML ? HtmlText.strip(text) : text);
    }

    private static String decode(ScannedPart from, OctetsBuilder decoded) {
        Charset charset = DecodedText.charset(from.mime.charset());
        return new String(decoded.array(), 0, decoded.length(), charset);
    }

    /** Runs of blanks become one space. */
    private static String shorten(String text) {
        StringBuilder line = new StringBuilder(LONGEST);
        boolean gap = false;
        for (int i = 0; i < text.length() && line.length() < LONGEST; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7F || Character.isWhitespace(c) || c == '\u00A0' || c == '\uFEFF') {
                gap = !line.isEmpty();
            } else {
                if (gap) {
                    line.append(' ');
                    gap = false;
                }
                line.append(c);
            }
        }
        return DecodedText.clean(line.toString(), LONGEST).stripTrailing();
    }
}
