package org.packetboat.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final ListenerOptions.Timeouts TIMEOUTS = ListenerOptions.Timeouts.DEFAULTS;

    private final Pace pace = new Pace(TIMEOUTS);

    @Test
    void octetsPutTheEndOff() {
        pace.waited(TIMEOUTS.input().toNanos());
        assertThat(pace.isOver()).isFalse();
        pace.brought(10 * TIMEOUTS.inputRate());
        assertThat(pace.leftNanos()).isEqualTo(Duration.ofSeconds(10).toNanos());
        pace.waited(Duration.ofSeconds(11).toNanos());
        assertThat(pace.isOver()).isTrue();
    }

    /** 49 MiB that came at once are not 14 hours for the last one. */
    @Test
    void whatCameBeforeIsNoCreditWithoutEnd() {
        pace.brought(49L << 20);
        assertThat(pace.leftNanos()).isEqualTo(2 * TIMEOUTS.input().toNanos());
    }

    @Test
    void aClientThatKeepsTheRateMayTakeItsTime() {
        for (int i = 0; i < 10_000; i++) {
            pace.waited(Duration.ofSeconds(1).toNanos());
            pace.brought(TIMEOUTS.inputRate());
        }
        assertThat(pace.isOver()).isFalse();
    }
}
