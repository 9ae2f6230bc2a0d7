package org.packetboat.mailbox.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a short while which password was found to fit, so that a client that logs in again and again costs one hash. Holds no password: an
 * HMAC under a key of this process, over account, stored key of the verifier, and password. The key makes an entry worthless once the password was
 * changed, by whichever process: whoever asks has just read the account's row. Thread-safe.
 */
public final class CredentialCache {
    private static final String HMAC = "HmacSHA256";
    private static final int MAX_ENTRIES = 100_000;

    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration timeToLive;
    private final SecretKeySpec key;

    public CredentialCache(InstantSource clock, Duration timeToLive, SecureRandom random) {
        this.clock = clock;
        this.timeToLive = timeToLive;
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        key = new SecretKeySpec(octets, HMAC);
    }

    /** Whether this very password was found to fit the verifier with this key a short while ago. */
    public boolean contains(long accountId, byte[] storedKey, String password) {
        Entry entry = entries.get(accountId);
        if (entry == null) {
            return false;
        }
        if (!clock.instant().isBefore(entry.expiry)) {
            entries.remove(accountId, entry);
            return false;
        }
        return MessageDigest.isEqual(entry.mac, mac(accountId, storedKey, password));
    }

    /** To be called after a check that succeeded. */
    public void add(long accountId, byte[] storedKey, String password) {
        if (timeToLive.isZero()) {
            return;
        }
        if (entries.size() >= MAX_ENTRIES) {
            entries.clear();
        }
        Instant expiry = clock.instant().plus(timeToLive);
        entries.put(accountId, new Entry(mac(accountId, storedKey, password), expiry));
    }

    private byte[] mac(long accountId, byte[] storedKey, String password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(accountId).flip());
            mac.update(storedKey);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Entry(byte[] mac, Instant expiry) {}
}
