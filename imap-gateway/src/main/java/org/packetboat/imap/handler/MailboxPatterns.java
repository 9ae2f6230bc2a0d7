package org.packetboat.imap.handler;

import java.util.List;

/** The patterns of one LIST: a name matches them when it matches one. The empty ones match nothing (RFC 5258 §3). */
final class MailboxPatterns {
    private final List<MailboxPattern> patterns;

    MailboxPatterns(String reference, List<String> patterns) {
        this.patterns = patterns.stream()
                .filter(pattern -> !pattern.isEmpty())
                .map(pattern -> new MailboxPattern(reference, pattern))
                .toList();
    }

    boolean matches(String name) {
        for (MailboxPattern pattern : patterns) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** What all names that match begin with. */
    String prefix() {
        if (patterns.isEmpty()) {
            return "";
        }
        String common = patterns.getFirst().prefix();
        for (MailboxPattern pattern : patterns) {
            common = common(common, pattern.prefix());
        }
        return common;
    }

    private static String common(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        // Not half a character.
        return length > 0 && Character.isHighSurrogate(one.charAt(length - 1))
                ? one.substring(0, length - 1)
                : one.substring(0, length);
    }
}
