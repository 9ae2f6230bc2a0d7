package org.packetboat.mailbox.auth;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.ScramParameters;

/**
 * Makes up how the keys of a login that nobody has would have been made, so that it cannot be told from an account: always the same salt, and
 * iterations as accounts have them, each number as often. All instances make up the same. Thread-safe.
 */
public final class UnknownLogins {
    private static final Logger LOG = Logger.getLogger(UnknownLogins.class);
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);
    private static final int SALT_OCTETS = 16;

    private final SharedSecret secret;
    private final Census census;
    private final int configured;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Counts known = new Counts(Map.of(), Instant.MIN);

    /** @param configured iterations while nothing is known of accounts */
    public UnknownLogins(SharedSecret secret, Census census, int configured, InstantSource clock) {
        this.secret = secret;
        this.census = census;
        this.configured = configured;
        this.clock = clock;
    }

    /** How many accounts have keys with each number of iterations. */
    @FunctionalInterface
    public interface Census {
        Map<Integer, Long> read() throws InterruptedException;
    }

    /** @param nextRead when they are too old */
    private record Counts(Map<Integer, Long> accounts, Instant nextRead) {}

    /** @param login folded */
    public ScramParameters parameters(String login) throws InterruptedException {
        return new ScramParameters(secret.derive("salt", login, SALT_OCTETS), iterations(login));
    }

    /** The configured number comes last: who seemed to have another one has this one when, with time, fewer accounts have the other. */
    private int iterations(String login) throws InterruptedException {
        SortedMap<Integer, Long> others = new TreeMap<>(counts().accounts);
        long total = others.values().stream().mapToLong(Long::longValue).sum();
        others.remove(configured);
        long rank = rank(login, total);
        for (Map.Entry<Integer, Long> entry : others.entrySet()) {
            rank -= entry.getValue();
            if (rank < 0) {
                return entry.getKey();
            }
        }
        return configured;
    }

    /** From 0 to total, and at the same part of it whatever the total. */
    private long rank(String login, long total) throws InterruptedException {
        long random =
                ByteBuffer.wrap(secret.derive("iterations", login, Long.BYTES)).getLong();
        return Math.unsignedMultiplyHigh(random, total);
    }

    /** One thread reads; the others have what was known, and wait only at first. */
    private Counts counts() throws InterruptedException {
        Counts now = known;
        if (clock.instant().isBefore(now.nextRead)) {
            return now;
        }
        if (now.nextRead.equals(Instant.MIN)) {
            reading.lockInterruptibly();
        } else if (!reading.tryLock()) {
            return now;
        }
        try {
            if (known == now) {
                known = read(now);
            }
            return known;
        } finally {
            reading.unlock();
        }
    }

    private Counts read(Counts before) throws InterruptedException {
        try {
            return new Counts(Map.copyOf(census.read()), clock.instant().plus(LIFETIME));
        } catch (UnavailableException e) {
            LOG.debug("iterations of accounts not read", e);
            return new Counts(before.accounts, clock.instant().plus(PAUSE_AFTER_FAILURE));
        }
    }
}
