package org.packetboat.delivery.remote.smtp;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.smtp.EnhancedStatus;

/**
 * A reply of a server, RFC 5321 §4.2.
 *
 * @param code 200 to 599
 * @param lines at least one, without codes; what is no printable ASCII is a question mark
 */
public record Reply(int code, List<String> lines) {
    /** Of what a server says, so much is kept; 512 octets are a line of the RFC. */
    private static final int MOST_TEXT = 1_000;

    public Reply {
        lines = List.copyOf(lines);
    }

    /** 2xx, but for a goodbye. */
    public boolean isCompletion() {
        return code / 100 == 2 && !isClosing();
    }

    /** 5xx. */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** Whether the server closes the connection: 421 (RFC 5321 §3.8), or 221, which belongs to QUIT and which some say where 421 is meant. */
    public boolean isClosing() {
        return code == 421 || code == 221;
    }

    /** The enhanced status in front of the text (RFC 2034 §4), if there is one of the code's class. */
    public Optional<EnhancedStatus> status() {
        String text = lines.getFirst();
        int[] numbers = new int[3];
        int at = 0;
        for (int i = 0; i < 3; i++) {
            int from = at;
            while (at < text.length() && at - from < 3 && Ascii.isDigit(text.charAt(at))) {
                numbers[i] = numbers[i] * 10 + text.charAt(at++) - '0';
            }
            boolean ended = i < 2
                    ? at < text.length() && text.charAt(at) == '.'
                    : at == text.length() || text.charAt(at) == ' ';
            if (at == from || !ended) {
                return Optional.empty();
            }
            at++;
        }
        return numbers[0] == code / 100 && numbers[0] != 3
                ? Optional.of(new EnhancedStatus(numbers[0], numbers[1], numbers[2]))
                : Optional.empty();
    }

    /** RFC 5321 §4.2.4.1: whoever says so expects another command; it judges neither the message nor a recipient. */
    boolean isOutOfSequence() {
        return code == 503;
    }

    /** In one line, as in a Diagnostic-Code, up to a bound. */
    @Override
    public String toString() {
        return clipped(code + " " + String.join(" / ", lines));
    }

    /** What is kept of a text that a server has a part in. */
    static String clipped(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT - 3) + "...";
    }
}
