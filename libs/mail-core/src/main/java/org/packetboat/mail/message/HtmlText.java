package org.packetboat.mail.message;

import org.packetboat.mail.octets.Ascii;

/** The text of HTML without its markup, roughly: for previews, not for showing. */
final class HtmlText {
    private HtmlText() {}

    static String strip(String html) {
        StringBuilder text = new StringBuilder(html.length());
        int at = 0;
        while (at < html.length()) {
            char c = html.charAt(at);
            if (c == '<') {
                at = skipTag(html, at);
                text.append(' ');
            } else if (c == '&') {
                at = entity(html, at, text);
            } else {
                text.append(c);
                at++;
            }
        }
        return text.toString();
    }

    /** After the tag or comment that starts here; a style, script, title or head with its content. */
    private static int skipTag(String html, int at) {
        if (html.startsWith("<!--", at)) {
            return after(html, "-->", at);
        }
        for (String name : new String[] {"style", "script", "head", "title"}) {
            int to = at + 1 + name.length();
            if (to < html.length()
                    && Ascii.equalsIgnoreCase(html.subSequence(at + 1, to), name)
                    && !Character.isLetterOrDigit(html.charAt(to))) {
                return afterElement(html, name, to);
            }
        }
        return after(html, ">", at);
    }

    private static int afterElement(String html, String name, int from) {
        int at = html.indexOf("</", from);
        while (at >= 0) {
            int to = at + 2 + name.length();
            if (to <= html.length() && Ascii.equalsIgnoreCase(html.subSequence(at + 2, to), name)) {
                return after(html, ">", to);
            }
            at = html.indexOf("</", at + 2);
        }
        return html.length();
    }

    private static int after(String html, String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at + end.length();
    }

    private static int entity(String html, int at, StringBuilder text) {
        int semicolon = html.indexOf(';', at);
        if (semicolon < 0 || semicolon - at > 8) {
            text.append('&');
            return at + 1;
        }
        String name = html.substring(at + 1, semicolon);
        switch (name) {
            case "amp" -> text.append('&');
            case "lt" -> text.append('<');
            case "gt" -> text.append('>');
            case "quot" -> text.append('"');
            case "apos" -> text.append('\'');
            case "nbsp", "zwnj", "zwj", "shy" -> text.append(' ');
            case "hellip" -> text.append('\u2026');
            case "ndash" -> text.append('\u2013');
            case "mdash" -> text.append('\u2014');
            case "lsquo" -> text.append('\u2018');
            case "rsquo" -> text.append('\u2019');
            case "ldquo" -> text.append('\u201C');
            case "rdquo" -> text.append('\u201D');
            case "euro" -> text.append('\u20AC');
            case "copy" -> text.append('\u00A9');
            default -> appendOther(name, text);
        }
        return semicolon + 1;
    }

    /** A character by its number, or what is no entity. */
    private static void appendOther(String name, StringBuilder text) {
        if (name.length() > 1 && name.charAt(0) == '#') {
            boolean hexadecimal = name.charAt(1) == 'x' || name.charAt(1) == 'X';
            int codePoint = hexadecimal ? number(name, 2, 16) : number(name, 1, 10);
            if (codePoint > 0 && codePoint <= Character.MAX_CODE_POINT) {
                text.appendCodePoint(codePoint);
                return;
            }
        }
        text.append('&').append(name).append(';');
    }

    /** -1 if it is none; at most seven digits. */
    private static int number(String name, int from, int radix) {
        int value = from < name.length() ? 0 : -1;
        for (int i = from; i < name.length() && value >= 0; i++) {
            int digit = Character.digit(name.charAt(i), radix);
            value = digit < 0 ? -1 : value * radix + digit;
        }
        return value;
    }
}
