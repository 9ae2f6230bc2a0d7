package org.packetboat.imap.handler;

import org.packetboat.imap.codec.MailboxName;
import org.packetboat.mail.octets.Ascii;

/**
 * Reference and mailbox name of LIST and LSUB with their wildcards (RFC 3501 §6.3.8): {@code *} matches anything, {@code %} anything but
 * the delimiter. INBOX, as a first level, matches in any case; no other
 * name does.
 */
final class MailboxPattern {
    private static final String INBOX = MailboxName.INBOX.value();

    private final String pattern;

    /** The reference is simply put in front, unless the name begins with the delimiter. */
    MailboxPattern(String reference, String name) {
        pattern = name.startsWith("/") ? name.substring(1) : reference + name;
    }

    /** Whether the whole name matches. */
    boolean matches(String name) {
        int folded = isInbox(name) ? INBOX.length() : 0;
        int p = 0;
        int n = 0;
        int starPattern = -1;
        int starName = -1;
        int percentPattern = -1;
        int percentName = -1;
        while (n < name.length() || p < pattern.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
            if (wanted == '*') {
                starPattern = ++p;
                starName = n;
                percentPattern = -1;
            } else if (wanted == '%') {
                percentPattern = ++p;
                percentName = n;
            } else if (n < name.length() && p < pattern.length() && same(wanted, name.charAt(n), n < folded)) {
                p++;
                n++;
            } else if (percentPattern >= 0
                    && percentName < name.length()
                    && name.charAt(percentName) != MailboxName.DELIMITER) {
                n = ++percentName;
                p = percentPattern;
            } else if (starPattern >= 0 && starName < name.length()) {
                n = ++starName;
                p = starPattern;
                percentPattern = -1;
            } else {
                return false;
            }
        }
        return true;
    }

    private static boolean isInbox(String name) {
        return name.startsWith(INBOX)
                && (name.length() == INBOX.length() || name.charAt(INBOX.length()) == MailboxName.DELIMITER);
    }

    private static boolean same(char wanted, char present, boolean anyCase) {
        return wanted == present || anyCase && Ascii.toUpper((byte) wanted) == present && wanted < 128;
    }

    /** What all names that match begin with, as they are spelled: nothing where INBOX in another case may be meant. */
    String prefix() {
        int end = 0;
        while (end < pattern.length() && pattern.charAt(end) != '*' && pattern.charAt(end) != '%') {
            end++;
        }
        boolean mayBeInbox = pattern.regionMatches(true, 0, INBOX, 0, Math.min(end, INBOX.length()));
        return mayBeInbox ? "" : pattern.substring(0, end);
    }

    /** Whether the pattern ends in {@code %}, which makes LSUB tell of superiors (RFC 3501 §6.3.9). */
    boolean endsWithPercent() {
        return pattern.endsWith("%");
    }
}
