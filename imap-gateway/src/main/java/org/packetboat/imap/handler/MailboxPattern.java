package org.packetboat.imap.handler;

import java.util.HashMap;
import java.util.Map;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.mail.octets.Ascii;

/**
 * Reference and mailbox name of LIST and LSUB with their wildcards (RFC 3501 §6.3.8): {@code *} matches anything, {@code %} anything but
 * the delimiter. INBOX, as a first level, matches in any case; no other name does.
 *
 * <p>A name is read once, whatever the pattern: one bit for each number of the pattern's characters (its wildcards apart) says whether so many of
 * them match what was read. A character sets the bit behind that of its place; where there is a wildcard, a bit stays set.
 */
final class MailboxPattern {
    private static final String INBOX = MailboxName.INBOX.value();

    /** No name has more characters. */
    private static final int LONGEST_NAME = 1_000;

    private final String pattern;
    private final int characters;
    private final boolean possible;
    private final Map<Character, long[]> places = new HashMap<>();
    private final long[] nowhere;
    private final long[] everywhere;
    private final long[] inLevel;

    /** The reference is simply put in front, unless the name begins with the delimiter. */
    MailboxPattern(String reference, String name) {
        pattern = name.startsWith("/") ? name.substring(1) : reference + name;
        characters = (int) pattern.chars().filter(c -> !isWildcard(c)).count();
        possible = characters <= LONGEST_NAME && pattern.chars().noneMatch(Character::isISOControl);
        int words = characters / Long.SIZE + 1;
        nowhere = new long[words];
        everywhere = new long[words];
        inLevel = new long[words];
        if (possible) {
            place();
        }
    }

    private void place() {
        int place = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (isWildcard(c)) {
                set(inLevel, place);
                if (c == '*') {
                    set(everywhere, place);
                }
            } else {
                set(places.computeIfAbsent(c, character -> new long[nowhere.length]), place++);
            }
        }
    }

    private static boolean isWildcard(int c) {
        return c == '*' || c == '%';
    }

    private static void set(long[] bits, int bit) {
        bits[bit / Long.SIZE] |= 1L << bit;
    }

    /** Whether there can be a name that matches: names are not so long and have no control characters (RFC 9051 §5.1). */
    boolean isPossible() {
        return possible;
    }

    /** What a match costs at most, by character of the name. */
    int steps() {
        return nowhere.length;
    }

    /** Whether the whole name matches. */
    boolean matches(String name) {
        int folded = isInbox(name) ? INBOX.length() : 0;
        long[] matched = new long[nowhere.length];
        matched[0] = 1;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            long[] same = places.getOrDefault(c, nowhere);
            long[] lower = i < folded ? places.getOrDefault((char) Ascii.toLower(c), nowhere) : nowhere;
            long[] kept = c == MailboxName.DELIMITER ? everywhere : inLevel;
            long carry = 0;
            long any = 0;
            for (int w = 0; w < matched.length; w++) {
                long taken = matched[w] & (same[w] | lower[w]);
                matched[w] = matched[w] & kept[w] | taken << 1 | carry;
                carry = taken >>> Long.SIZE - 1;
                any |= matched[w];
            }
            if (any == 0) {
                return false;
            }
        }
        return (matched[characters / Long.SIZE] & 1L << characters) != 0;
    }

    private static boolean isInbox(String name) {
        return name.startsWith(INBOX)
                && (name.length() == INBOX.length() || name.charAt(INBOX.length()) == MailboxName.DELIMITER);
    }

    /** What all names that match begin with, as they are spelled: nothing where INBOX in another case may be meant. */
    String prefix() {
        int end = 0;
        while (end < pattern.length() && !isWildcard(pattern.charAt(end))) {
            end++;
        }
        int length = Math.min(end, INBOX.length());
        boolean mayBeInbox = Ascii.equalsIgnoreCase(pattern.substring(0, length), INBOX.substring(0, length));
        return mayBeInbox ? "" : pattern.substring(0, end);
    }

    /** Whether the pattern ends in {@code %}, which makes LSUB tell of superiors (RFC 3501 §6.3.9). */
    boolean endsWithPercent() {
        return pattern.endsWith("%");
    }
}
