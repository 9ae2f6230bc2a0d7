package org.packetboat.testkit.imap;

/** A response's text, taken apart at spaces that are neither quoted nor in parentheses or brackets. */
final class ResponseText {
    private final String text;
    private int at;

    ResponseText(String text) {
        this.text = text;
    }

    boolean hasMore() {
        return at < text.length();
    }

    /** What is left. */
    String rest() {
        return text.substring(at);
    }

    /** The next word, list or string; a quoted one with its quotes. */
    String word() {
        int depth = 0;
        boolean quoted = false;
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quoted) {
                if (c == '\\') {
                    at++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (c == ' ' && depth == 0) {
                break;
            }
            at++;
        }
        String word = text.substring(start, Math.min(at, text.length()));
        at = Math.min(at + 1, text.length());
        return word;
    }

    /** A list without its parentheses. */
    static String inside(String list) {
        if (!list.startsWith("(") || !list.endsWith(")")) {
            throw new AssertionError("not a list: " + list);
        }
        return list.substring(1, list.length() - 1);
    }
}
