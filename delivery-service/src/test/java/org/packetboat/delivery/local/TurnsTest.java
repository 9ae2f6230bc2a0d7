package org.packetboat.delivery.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void theNextOneWaitsForTheOneBefore() throws Exception {
        CountDownLatch through = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                turns.await(1);
                through.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(through.await(50, TimeUnit.MILLISECONDS)).isFalse();
        turns.await(0);
        turns.pass(0);
        assertThat(through.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneThatFailedBeforeItsTurnHoldsNobodyUp() throws Exception {
        turns.pass(1);
        turns.pass(0);
        turns.await(2);
        turns.pass(2);
        turns.await(3);
    }
}
