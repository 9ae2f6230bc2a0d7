package org.packetboat.e2e;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/** Octets that can be made again: lines of letters, none of them beginning with a dot. */
final class Letters {
    private static final int LINE = 78;

    private final Random random;
    private int column;

    Letters(int seed) {
        random = new Random(seed);
    }

    byte[] next(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        for (int i = 0; i < count; i++) {
            octets[i] = switch (column) {
                case LINE - 2 -> '\r';
                case LINE - 1 -> '\n';
                default -> (byte) ('a' + (octets[i] & 15));
            };
            column = (column + 1) % LINE;
        }
        // A piece does not end between CR and LF: the end of data is told from there.
        if (octets[count - 1] == '\r') {
            octets[count - 1] = 'z';
            column = LINE - 2;
        }
        return octets;
    }

    /** For what was sent and what is read. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
