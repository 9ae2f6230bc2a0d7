package org.packetboat.imap.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentAppendsTest {
    private long now = 1_700_000_000_000L;
    private final RecentAppends recent = new RecentAppends(() -> Instant.ofEpochMilli(now));

    @Test
    void whatTookAMessageTakesASmallOneForAWhile() {
        assertThat(recent.wouldTake(1, "INBOX", 100)).isFalse();
        recent.took(1, "INBOX");
        assertThat(recent.wouldTake(1, "INBOX", 64 << 10)).isTrue();
        assertThat(recent.wouldTake(1, "INBOX", (64 << 10) + 1)).isFalse();
        assertThat(recent.wouldTake(2, "INBOX", 100)).isFalse();
        assertThat(recent.wouldTake(1, "Sent", 100)).isFalse();
        now += 2_001;
        assertThat(recent.wouldTake(1, "INBOX", 100)).isFalse();
    }

    @Test
    void aRefusalIsNotForgotten() {
        recent.took(1, "INBOX");
        recent.refused(1, "INBOX");
        assertThat(recent.wouldTake(1, "INBOX", 100)).isFalse();
    }

    @Test
    void isBounded() {
        recent.took(0, "INBOX");
        for (long account = 1; account <= 20_000; account++) {
            recent.took(account, "INBOX");
        }
        assertThat(recent.wouldTake(0, "INBOX", 100)).isFalse();
        assertThat(recent.wouldTake(20_000, "INBOX", 100)).isTrue();
    }
}
