package org.packetboat.local.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesDoubleFromHalfASecondToTenSeconds() {
        Backoff backoff = new Backoff();
        List<Duration> pauses = Stream.generate(() -> backoff.afterDeath(Duration.ofSeconds(1)))
                .limit(7)
                .toList();
        assertThat(pauses)
                .extracting(Duration::toMillis)
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
    }

    @Test
    void aLongLifeIsForgiven() {
        Backoff backoff = new Backoff();
        backoff.afterDeath(Duration.ofSeconds(1));
        backoff.afterDeath(Duration.ofSeconds(1));
        assertThat(backoff.afterDeath(Duration.ofMinutes(5))).isEqualTo(Duration.ofMillis(500));
    }
}
