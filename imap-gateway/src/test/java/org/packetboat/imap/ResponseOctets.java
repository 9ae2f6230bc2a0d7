package org.packetboat.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;

/** What a server has sent, as a strict reader of its form (RFC 9051 §7, §9) takes it. */
final class ResponseOctets {
    /** A client's own words may come back behind a response, or as its tag. */
    private static final Pattern BUG = Pattern.compile("[^ ]+ NO \\[SERVERBUG]");

    private final String text;
    private int at;

    private ResponseOctets(byte[] octets) {
        text = new String(octets, ISO_8859_1);
    }

    /** Fails unless these are responses and nothing else, whole ones, none of which tells of a bug. */
    static void check(byte[] octets) {
        ResponseOctets responses = new ResponseOctets(octets);
        while (responses.at < responses.text.length()) {
            responses.response();
        }
    }

    /** Lines, each after a literal going on. */
    private void response() {
        int begin = at;
        int literal = line();
        requireForm(begin);
        while (literal >= 0) {
            at += literal;
            if (at > text.length()) {
                throw failure("ends in a literal", begin);
            }
            literal = line();
        }
    }

    /** Goes behind a line; the octets of the literal that it announces, -1 if it does not. */
    private int line() {
        int begin = at;
        int end = text.indexOf("\r\n", at);
        if (end < 0) {
            throw failure("ends without CRLF", begin);
        }
        at = end + 2;
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw failure("octet " + (int) c, begin);
            }
        }
        int brace = text.lastIndexOf('{', end - 1);
        boolean announces = brace >= begin && text.charAt(end - 1) == '}' && isNumber(brace + 1, end - 1);
        return announces ? Integer.parseInt(text, brace + 1, end - 1, 10) : -1;
    }

    private boolean isNumber(int from, int to) {
        return to > from && to - from < 10 && text.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void requireForm(int begin) {
        String line = text.substring(begin, text.indexOf("\r\n", begin));
        if (BUG.matcher(line).lookingAt()) {
            throw failure("a bug", begin);
        }
        if (line.startsWith("* ") || line.startsWith("+ ")) {
            return;
        }
        int space = line.indexOf(' ');
        String status = space < 1 ? "" : line.substring(space);
        if (!status.startsWith(" OK ") && !status.startsWith(" NO ") && !status.startsWith(" BAD ")) {
            throw failure("no response", begin);
        }
    }

    private AssertionError failure(String what, int begin) {
        return new AssertionError(what + " at octet " + begin + ": " + text);
    }
}
