package org.packetboat.imap.handler;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.packetboat.net.flow.Slices;

/** The patterns of one LIST: a name matches them when it matches one. The empty ones match nothing (RFC 5258 §3). */
final class MailboxPatterns {
    /** About a millisecond. */
    private static final long STEPS_IN_A_ROW = 1_000_000;

    private final List<MailboxPattern> patterns;
    private final int steps;

    MailboxPatterns(String reference, List<String> patterns) {
        this(patterns.stream()
                .filter(pattern -> !pattern.isEmpty())
                .map(pattern -> new MailboxPattern(reference, pattern))
                .toList());
    }

    MailboxPatterns(List<MailboxPattern> patterns) {
        this.patterns = patterns.stream().filter(MailboxPattern::isPossible).toList();
        steps = this.patterns.stream().mapToInt(MailboxPattern::steps).sum();
    }

    /** Whether no name can match, so that there is nothing to ask for. */
    boolean matchNothing() {
        return patterns.isEmpty();
    }

    /** Those that match. Many names, or long patterns, are computed in slices. */
    Set<String> matching(Collection<String> names, Slices slices) throws InterruptedException {
        Set<String> matching = new HashSet<>();
        Iterator<String> left = names.iterator();
        match(left, matching);
        while (left.hasNext()) {
            slices.run(() -> match(left, matching));
        }
        return matching;
    }

    private void match(Iterator<String> left, Set<String> matching) {
        long taken = 0;
        while (left.hasNext() && taken < STEPS_IN_A_ROW) {
            String name = left.next();
            taken += (long) steps * name.length();
            if (matches(name)) {
                matching.add(name);
            }
        }
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
