package org.packetboat.delivery.remote.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.octets.Ascii;

/**
 * Reads replies, RFC 5321 §4.2.1, and nothing that goes beyond bounds: however much a server says, little is held. How a line ends and what is in its text
 * decides nothing: a server that has taken a message would be sent it again and again for that. Without codes that agree nothing is understood, and that is no
 * promise to deliver. A text with a line end in it is two replies, and whoever reads has to see by {@link #isAhead} that there are too many.
 */
final class ReplyReader {
    /** RFC 5321 §4.5.3.1.5 has 512; some servers explain themselves. What is behind is left out. */
    private static final int MOST_LINE_OCTETS = 2_048;

    private static final int MOST_LINES = 100;
    private static final int MOST_REPLY_OCTETS = 32 * 1_024;

    private final InputStream in;
    private final byte[] buffer = new byte[4_096];
    private int from;
    private int to;
    /** How much more this reply may have. */
    private int left;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** A reply that is none. */
    static final class NotAReplyException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAReplyException(String what) {
            super(what);
        }
    }

    /** Blocks for a whole reply; {@code EOFException} when the connection ends before. */
    Reply read() throws IOException {
        List<String> lines = new ArrayList<>();
        int code = 0;
        left = MOST_REPLY_OCTETS;
        while (true) {
            String line = line();
            int ofLine = code(line);
            if (!lines.isEmpty() && ofLine != code) {
                throw new NotAReplyException("lines of one reply have different codes");
            }
            code = ofLine;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(code, lines);
            }
            if (line.charAt(3) != '-') {
                throw new NotAReplyException("no space behind the code");
            }
            if (lines.size() == MOST_LINES) {
                throw new NotAReplyException("a reply without end");
            }
        }
    }

    /** Whether octets are here already that nobody has asked for yet. */
    boolean isAhead() throws IOException {
        return to > from || in.available() > 0;
    }

    /** Blocks for octets when there are none; false when the connection has ended. May be repeated when a timeout of the socket has ended it. */
    boolean fill() throws IOException {
        if (from < to) {
            return true;
        }
        // What was read before must not be there again when this fails.
        int count = in.read(buffer);
        from = 0;
        to = Math.max(0, count);
        return to > 0;
    }

    private static int code(String line) throws NotAReplyException {
        if (line.length() < 3) {
            throw new NotAReplyException("no reply code");
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            if (!Ascii.isDigit(line.charAt(i))) {
                throw new NotAReplyException("no reply code");
            }
            code = code * 10 + line.charAt(i) - '0';
        }
        if (code < 200 || code > 599) {
            throw new NotAReplyException("reply code out of range");
        }
        return code;
    }

    /** Ends with LF, and a CR before it is not part of it. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean afterCr = false;
        for (int octet = octet(); octet != '\n'; octet = octet()) {
            if (left-- == 0) {
                throw new NotAReplyException("a reply without end");
            }
            if (afterCr) {
                append(line, '?');
            }
            afterCr = octet == '\r';
            if (!afterCr) {
                append(line, octet >= ' ' && octet <= '~' ? (char) octet : '?');
            }
        }
        return line.toString();
    }

    private static void append(StringBuilder line, char character) {
        if (line.length() < MOST_LINE_OCTETS) {
            line.append(character);
        }
    }

    private int octet() throws IOException {
        if (!fill()) {
            throw new EOFException("the server has closed the connection");
        }
        return buffer[from++] & 0xFF;
    }
}
