package org.packetboat.mailbox.auth;

import java.security.SecureRandom;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mail.sasl.ScramParameters;

/** Makes {@link ScramKeys} of passwords. Computes for a while, so that only {@link HashingPool} may run it. Thread-safe. */
public final class ScramHash {
    private static final int SALT_OCTETS = 16;

    private final SecureRandom random;
    private final int iterations;

    /** @param iterations for keys made from now on; those stored keep theirs until their password is seen */
    public ScramHash(SecureRandom random, int iterations) {
        this.random = random;
        this.iterations = iterations;
    }

    /** For keys made now. */
    int iterations() {
        return iterations;
    }

    /** Keys with a new salt. */
    public ScramKeys make(String password) {
        return ScramKeys.derive(password, salt(), iterations);
    }

    /** Keys that no password fits, which cost as much to check as any with these parameters. */
    public ScramKeys makeUnfitting(ScramParameters parameters) {
        byte[] key = new byte[ScramKeys.KEY_OCTETS];
        random.nextBytes(key);
        return new ScramKeys(key, key, parameters.salt(), parameters.iterations());
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return salt;
    }
}
