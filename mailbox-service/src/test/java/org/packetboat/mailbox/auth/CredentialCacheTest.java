package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CredentialCacheTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] KEY_AFTER = {1};

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final CredentialCache cache = new CredentialCache(() -> now, Duration.ofMinutes(5), new SecureRandom());

    @Test
    void remembersWhatFitted() {
        cache.add(1, KEY, "secret");

        assertThat(cache.contains(1, KEY, "secret")).isTrue();
        assertThat(cache.contains(1, KEY, "Secret")).isFalse();
        assertThat(cache.contains(2, KEY, "secret")).isFalse();
    }

    @Test
    void forgetsWithTheKey() {
        cache.add(1, KEY, "secret");

        assertThat(cache.contains(1, KEY_AFTER, "secret")).isFalse();
    }

    @Test
    void forgetsInTime() {
        cache.add(1, KEY, "secret");
        now = now.plus(Duration.ofMinutes(5));

        assertThat(cache.contains(1, KEY, "secret")).isFalse();
    }

    @Test
    void canBeSwitchedOff() {
        CredentialCache off = new CredentialCache(() -> now, Duration.ZERO, new SecureRandom());
        off.add(1, KEY, "secret");

        assertThat(off.contains(1, KEY, "secret")).isFalse();
    }
}
