package org.packetboat.mailbox.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A key that all instances have, read from the database once. Thread-safe. */
public final class SharedSecret {
    private static final String HMAC = "HmacSHA256";
    private static final String NAME = "login";
    private static final int KEY_OCTETS = 32;

    private final Keeper keeper;
    private final SecureRandom random;
    private volatile @Nullable SecretKeySpec key;

    public SharedSecret(Keeper keeper, SecureRandom random) {
        this.keeper = keeper;
        this.random = random;
    }

    /** Where it is kept. */
    @FunctionalInterface
    public interface Keeper {
        /** @param candidate what it becomes if nobody has made it yet */
        byte[] getOrMake(String name, byte[] candidate) throws InterruptedException;
    }

    /** Octets that look random and depend on purpose and text alone. */
    public byte[] derive(String purpose, String text, int length) throws InterruptedException {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key());
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    /** Several threads may read it at first, and all read the same. */
    private SecretKeySpec key() throws InterruptedException {
        SecretKeySpec known = key;
        if (known == null) {
            byte[] candidate = new byte[KEY_OCTETS];
            random.nextBytes(candidate);
            known = new SecretKeySpec(keeper.getOrMake(NAME, candidate), HMAC);
            key = known;
        }
        return known;
    }
}
