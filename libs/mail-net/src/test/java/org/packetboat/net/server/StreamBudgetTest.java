package org.packetboat.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamBudgetTest {
    private static final long WANTED = 256 << 10;
    private static final long LEAST = 16 << 10;

    @Test
    void aThousandStreamsHaveSmallWindowsAndAFewHaveLargeOnes() {
        StreamBudget budget = new StreamBudget(64 << 20);
        assertThat(budget.take(WANTED, LEAST)).isEqualTo(WANTED);
        long all = WANTED;
        for (int i = 1; i < 1_000; i++) {
            all += budget.take(WANTED, LEAST);
        }
        assertThat(budget.take(WANTED, LEAST)).isLessThan(WANTED);
        assertThat(all).isLessThan((64 << 20) + 1_000 * LEAST);
        budget.giveBack(all);
        assertThat(budget.take(WANTED, LEAST)).isEqualTo(WANTED);
    }

    @Test
    void aSmallerWindowThanTheLeastIsWhatWasAskedFor() {
        assertThat(new StreamBudget(0).take(LEAST, LEAST)).isEqualTo(LEAST);
    }
}
