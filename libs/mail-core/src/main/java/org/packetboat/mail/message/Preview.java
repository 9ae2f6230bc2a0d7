package org.packetboat.mail.message;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * The first text of a message in at most 200 characters on one line (RFC 8970 §3.3). Of the first plain text that is not empty at most 4 KiB are
 * looked at, of HTML 64 KiB: styles come before anything that is read.
 */
final class Preview {
    private static final int LONGEST = 200;
    private static final int MOST_OCTETS = 4096;
    private static final int MOST_HTML_OCTETS = 64 * 1024;

    private @Nullable ScannedPart source;
    private final OctetsBuilder octets = new OctetsBuilder(512);

    /** Whether the lines of this leaf are wanted. */
    boolean wants(ScannedPart leaf) {
        if (source == leaf) {
            return octets.length() < most(leaf);
        }
        boolean text = leaf.mime.text() == Part.Text.PLAIN || leaf.mime.text() == Part.Text.HTML;
        return text && octets.length() == 0;
    }

    void line(ScannedPart leaf, byte[] array, int from, int to) {
        if (source != leaf) {
            source = leaf;
            octets.truncate(0);
        }
        octets.append(array, from, Math.min(to - from, most(leaf) - octets.length()));
    }

    private static int most(ScannedPart leaf) {
        return leaf.mime.text() == Part.Text.HTML ? MOST_HTML_OCTETS : MOST_OCTETS;
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

    /** Runs of blanks, and of what nobody sees, become one space. */
    private static String shorten(String text) {
        StringBuilder line = new StringBuilder(LONGEST);
        boolean gap = false;
        for (int i = 0; i < text.length() && line.length() < LONGEST; i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                gap = !line.isEmpty();
            } else {
                if (gap) {
                    line.append(' ');
                    gap = false;
                }
                line.append(c);
            }
        }
        if (line.length() == LONGEST && Character.isHighSurrogate(line.charAt(LONGEST - 1))) {
            line.setLength(LONGEST - 1);
        }
        return DecodedText.clean(line.toString(), LONGEST).stripTrailing();
    }

    /** Mailings fill what would be a preview with soft hyphens, joiners and spaces of no width. */
    private static boolean isBlank(char c) {
        return c <= ' '
                || c == 0x7F
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || c == '\u00AD'
                || c == '\u034F'
                || c >= '\u200B' && c <= '\u200F'
                || c == '\u2060'
                || c == '\uFEFF';
    }
}
