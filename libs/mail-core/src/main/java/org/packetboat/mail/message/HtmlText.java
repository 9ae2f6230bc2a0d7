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
            case "apos", "#39" -> text.append('\'');
            case "nbsp", "#160", "zwnj", "#8204", "shy" -> text.append(' ');
            default -> text.append('&').append(name).append(';');
        }
        return semicolon + 1;
    }
}
