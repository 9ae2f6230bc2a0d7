package org.packetboat.smtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Resolution;

final class RecentAnswersTest {
    private static final Resolution ALICE = new Resolution(List.of(new AccountId(1)), List.of());

    /** Overflows in between. */
    private long now = Long.MAX_VALUE - 1;

    private final RecentAnswers<Resolution> recent = new RecentAnswers<>(() -> now);

    @Test
    void anAnswerHoldsFromTheQuestionOn() {
        long asked = now;
        now += Duration.ofMillis(100).toNanos();
        recent.keep("alice@here.test", ALICE, asked, 250);
        assertThat(recent.find("alice@here.test")).contains(ALICE);
        assertThat(recent.find("bob@here.test")).isEmpty();
        now += Duration.ofMillis(149).toNanos();
        assertThat(recent.find("alice@here.test")).contains(ALICE);
        now += Duration.ofMillis(1).toNanos();
        assertThat(recent.find("alice@here.test")).isEmpty();
    }

    @Test
    void whatMayNotBeTakenAgainIsNotKept() {
        recent.keep("alice@here.test", ALICE, now, 0);
        assertThat(recent.find("alice@here.test")).isEmpty();
    }

    @Test
    void staysBounded() {
        for (int i = 0; i < 100_000; i++) {
            recent.keep("user" + i + "@here.test", ALICE, now, 250);
        }
        long kept = 0;
        for (int i = 0; i < 100_000; i++) {
            kept += recent.find("user" + i + "@here.test").isPresent() ? 1 : 0;
        }
        assertThat(kept).isBetween(1L, 20_000L);
    }
}
