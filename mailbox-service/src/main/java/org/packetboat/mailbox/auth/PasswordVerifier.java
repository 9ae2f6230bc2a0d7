package org.packetboat.mailbox.auth;

import java.util.Arrays;

/**
 * What is stored of a password: SCRAM-SHA-256 keys, RFC 5802 §3, RFC 7677. Serves PLAIN and LOGIN now and SCRAM without asking users for their
 * passwords again. The arrays are not to be changed.
 */
public record PasswordVerifier(byte[] storedKey, byte[] serverKey, byte[] salt, int iterations) {
    /** Octets of a key: those of SHA-256. */
    public static final int KEY_OCTETS = 32;

    public PasswordVerifier {
        if (storedKey.length != KEY_OCTETS || serverKey.length != KEY_OCTETS || salt.length == 0 || iterations < 1) {
            throw new IllegalArgumentException("not a verifier");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordVerifier that
                && iterations == that.iterations
                && Arrays.equals(storedKey, that.storedKey)
                && Arrays.equals(serverKey, that.serverKey)
                && Arrays.equals(salt, that.salt);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(storedKey);
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "PasswordVerifier[iterations=" + iterations + "]";
    }
}
