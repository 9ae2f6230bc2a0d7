package org.packetboat.e2e;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The flags that the model test sets, as bits. */
final class FlagMask {
    static final int DELETED = 1 << 2;
    static final int SEEN = 1 << 3;
    private static final List<String> NAMES =
            List.of("\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft", "$Forwarded", "blue", "Work");

    static final int COUNT = NAMES.size();

    private FlagMask() {}

    static int of(Set<String> flags) {
        int mask = 0;
        for (String flag : flags) {
            int bit = NAMES.indexOf(flag);
            if (bit < 0) {
                throw new AssertionError("nobody has set " + flag);
            }
            mask |= 1 << bit;
        }
        return mask;
    }

    static Set<String> set(int mask) {
        Set<String> flags = new TreeSet<>();
        for (int bit = 0; bit < COUNT; bit++) {
            if ((mask >> bit & 1) != 0) {
                flags.add(NAMES.get(bit));
            }
        }
        return flags;
    }

    /** In parentheses. */
    static String list(int mask) {
        return "(" + String.join(" ", set(mask)) + ")";
    }

    /** Up to three; {@code \Deleted} about as often as is asked for. */
    static int some(RandomGenerator random, double deleted) {
        int mask = random.nextDouble() < deleted ? DELETED : 0;
        for (int i = random.nextInt(3); i > 0; i--) {
            mask |= 1 << random.nextInt(COUNT) & ~DELETED;
        }
        return mask;
    }

    /** The SEARCH key for messages that have the flag with this number, or do not. */
    static String key(int bit, boolean set) {
        String name = NAMES.get(bit);
        String word = name.startsWith("\\") ? name.substring(1).toUpperCase(java.util.Locale.ROOT) : "KEYWORD " + name;
        return set ? word : "UN" + word;
    }
}
