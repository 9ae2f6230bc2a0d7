package org.packetboat.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is kept of a password: the keys of SCRAM-SHA-256 (RFC 5802 §3, RFC 7677). Whoever has them cannot log in, but can pretend to be the server. The
 * arrays are not to be changed.
 */
public record ScramKeys(byte[] storedKey, byte[] serverKey, byte[] salt, int iterations) {
    /** Octets of a key and of a proof: those of SHA-256. */
    public static final int KEY_OCTETS = 32;

    private static final String HMAC = "HmacSHA256";
    private static final byte[] CLIENT_KEY = "Client Key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_KEY = "Server Key".getBytes(StandardCharsets.US_ASCII);

    /** Checks lengths. */
    public ScramKeys {
        if (storedKey.length != KEY_OCTETS || serverKey.length != KEY_OCTETS || salt.length == 0 || iterations < 1) {
            throw new IllegalArgumentException("not the keys of a password");
        }
    }

    /**
     * The keys of a password; computes for tens of milliseconds.
     *
     * @throws IllegalArgumentException when it cannot be one, see {@link #isPassword}
     */
    public static ScramKeys derive(String password, byte[] salt, int iterations) {
        String prepared = prepared(password)
                .orElseThrow(() -> new IllegalArgumentException("a password that cannot be prepared"));
        byte[] salted = saltedPassword(prepared, salt, iterations);
        return new ScramKeys(sha256(hmac(salted, CLIENT_KEY)), hmac(salted, SERVER_KEY), salt, iterations);
    }

    /** Whether something is left of it and nothing is prohibited: RFC 4616 §2, RFC 6856 §2.2. */
    public static boolean isPassword(String password) {
        return prepared(password).isPresent();
    }

    private static Optional<String> prepared(String password) {
        return SaslPrep.query(password).filter(prepared -> !prepared.isEmpty());
    }

    private static byte[] saltedPassword(String prepared, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(prepared.toCharArray(), salt, iterations, 8 * KEY_OCTETS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Whether this is the password; takes the same time when it is not, but none for what can be no password. */
    public boolean fits(String password) {
        return isPassword(password) && MessageDigest.isEqual(derive(password, salt, iterations).storedKey, storedKey);
    }

    /** ServerSignature if the client's proof is good, else empty. Computes for microseconds. */
    public Optional<byte[]> verify(byte[] authMessage, byte[] clientProof) {
        if (clientProof.length != KEY_OCTETS) {
            return Optional.empty();
        }
        byte[] clientKey = hmac(storedKey, authMessage);
        for (int i = 0; i < KEY_OCTETS; i++) {
            clientKey[i] ^= clientProof[i];
        }
        return MessageDigest.isEqual(sha256(clientKey), storedKey)
                ? Optional.of(hmac(serverKey, authMessage))
                : Optional.empty();
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramKeys that
                && iterations == that.iterations
                && MessageDigest.isEqual(storedKey, that.storedKey)
                && MessageDigest.isEqual(serverKey, that.serverKey)
                && Arrays.equals(salt, that.salt);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "ScramKeys[iterations=" + iterations + "]";
    }
}
