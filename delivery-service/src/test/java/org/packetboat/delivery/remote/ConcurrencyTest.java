package org.packetboat.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.delivery.remote.Concurrency.Answer;
import org.packetboat.delivery.remote.Concurrency.Health;

class ConcurrencyTest {
    private final Concurrency concurrency = new Concurrency(10, 5);

    @Test
    void aDestinationGetsMoreWhileItWorksAndLessWhenItFails() {
        assertThat(startAll("a", Health.LIVE)).isEqualTo(2);
        for (int i = 0; i < 40; i++) {
            concurrency.worked("a");
        }
        assertThat(startAll("a", Health.LIVE)).isEqualTo(3);
        concurrency.failed("a");
        for (int i = 0; i < 4; i++) {
            concurrency.ended("a", Health.LIVE);
        }
        assertThat(startAll("a", Health.LIVE)).isEqualTo(1);
    }

    @Test
    void deadDestinationsLeaveHalfToTheLivingAndGetOneEach() {
        for (int i = 0; i < 100; i++) {
            concurrency.start("dead" + i, Health.FAILING);
        }
        assertThat(concurrency.running()).isEqualTo(5);
        assertThat(concurrency.start("dead0", Health.FAILING)).isEqualTo(Answer.NOT_HERE);
        assertThat(startAll("live", Health.LIVE)).isEqualTo(2);
    }

    @Test
    void allTogetherAreBounded() {
        for (int i = 0; i < 5; i++) {
            startAll("a" + i, Health.LIVE);
        }
        assertThat(concurrency.start("more", Health.LIVE)).isEqualTo(Answer.NOT_NOW);
        assertThat(concurrency.hasRoom()).isFalse();
        concurrency.ended("a0", Health.LIVE);
        assertThat(concurrency.start("more", Health.LIVE)).isEqualTo(Answer.YES);
    }

    private int startAll(String destination, Health health) {
        int started = 0;
        while (concurrency.start(destination, health) == Answer.YES) {
            started++;
        }
        return started;
    }
}
