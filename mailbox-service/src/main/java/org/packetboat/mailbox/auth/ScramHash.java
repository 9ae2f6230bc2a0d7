package org.packetboat.mailbox.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks {@link PasswordVerifier}s. Each call computes for tens of milliseconds, so that only {@link HashingPool} may run it.
 * Thread-safe.
 */
public final class ScramHash {
    private static final String HMAC = "HmacSHA256";
    private static final int SALT_OCTETS = 16;
    private static final byte[] CLIENT_KEY = {'C', 'l', 'i', 'e', 'n', 't', ' ', 'K', 'e', 'y'};
    private static final byte[] SERVER_KEY = {'S', 'e', 'r', 'v', 'e', 'r', ' ', 'K', 'e', 'y'};

    private final SecureRandom random;
    private final int iterations;

    /** @param iterations for verifiers made from now on; those stored keep theirs */
    public ScramHash(SecureRandom random, int iterations) {
        this.random = random;
        this.iterations = iterations;
    }

    /** A verifier with a new salt. */
    public PasswordVerifier make(String password) {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return derive(password, salt, iterations);
    }

    /** A verifier that no password fits, which costs as much to check as any. */
    public PasswordVerifier makeUnfitting() {
        byte[] salt = new byte[SALT_OCTETS];
        byte[] key = new byte[PasswordVerifier.KEY_OCTETS];
        random.nextBytes(salt);
        random.nextBytes(key);
        return new PasswordVerifier(key, key, salt, iterations);
    }

    /** Whether the password is the verifier's; takes the same time when it is not. */
    public boolean fits(PasswordVerifier verifier, String password) {
        PasswordVerifier derived = derive(password, verifier.salt(), verifier.iterations());
        return MessageDigest.isEqual(derived.storedKey(), verifier.storedKey());
    }

    static PasswordVerifier derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(prepare(password).toCharArray(), salt, iterations, 256);
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(hmac(salted, CLIENT_KEY));
            return new PasswordVerifier(storedKey, hmac(salted, SERVER_KEY), salt, iterations);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(text);
    }

    /** The mapping and normalisation of SASLprep, RFC 4013 §2.1 and §2.2; identity for ASCII. */
    static String prepare(String password) {
        if (password.chars().allMatch(c -> c < 0x80)) {
            return password;
        }
        StringBuilder mapped = new StringBuilder(password.length());
        password.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SPACE_SEPARATOR) {
                mapped.append(' ');
            } else if (!isMappedToNothing(c)) {
                mapped.appendCodePoint(c);
            }
        });
        return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    }

    /** RFC 3454 table B.1. */
    private static boolean isMappedToNothing(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || (c >= 0x200B && c <= 0x200D)
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }
}
