package org.packetboat.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply, RFC 5321 §4.2.
 *
 * @param code 200 to 599
 * @param status written in front of every line's text (RFC 2034); {@code null} where that RFC has none: greeting, HELO, EHLO, 354
 * @param lines at least one; printable US-ASCII, anything else is written as {@code ?}, so that no line can end early
 * @param repertoire what else may be written
 */
public record SmtpReply(int code, @Nullable EnhancedStatus status, List<String> lines, Repertoire repertoire) {
    /** Which characters a client understands. */
    public enum Repertoire {
        ASCII,
        /** Everything but controls, in UTF-8 (RFC 6531 §3.7.4.2). */
        UTF8
    }

    /** Checks code and class. */
    public SmtpReply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("reply " + code + " of " + lines.size() + " lines");
        }
        if (status != null && status.category() != code / 100) {
            throw new IllegalArgumentException("reply " + code + " with " + status);
        }
    }

    /** A reply in US-ASCII. */
    public SmtpReply(int code, @Nullable EnhancedStatus status, List<String> lines) {
        this(code, status, lines, Repertoire.ASCII);
    }

    /** A reply of one line. */
    public static SmtpReply of(int code, EnhancedStatus status, String line) {
        return new SmtpReply(code, status, List.of(line));
    }

    /** A reply without an enhanced status. */
    public static SmtpReply plain(int code, String... lines) {
        return new SmtpReply(code, null, List.of(lines));
    }

    /** 2xx and 3xx. */
    public boolean isPositive() {
        return code < 400;
    }

    /** The octets on the wire, CRLF included. */
    public byte[] octets() {
        StringBuilder text = new StringBuilder(64 * lines.size());
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i == lines.size() - 1 ? ' ' : '-');
            if (status != null) {
                text.append(status.category()).append('.').append(status.subject());
                text.append('.').append(status.detail()).append(' ');
            }
            appendPrintable(text, lines.get(i));
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void appendPrintable(StringBuilder text, String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean isWritten = c <= '~' ? c >= ' ' : repertoire == Repertoire.UTF8 && !Character.isISOControl(c);
            text.append(isWritten ? c : '?');
        }
    }
}
