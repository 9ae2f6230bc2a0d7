package org.packetboat.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The worker is the thread of the test. */
class StopTest {
    private final Stop stop = new Stop(Thread.currentThread(), () -> false);

    @AfterEach
    void leaveNoInterruption() {
        var unused = Thread.interrupted();
    }

    @Test
    void whatIsUnderWayIsInterrupted() {
        assertThat(stop.begins()).isTrue();
        stop.ask();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stop.mayBegin()).isFalse();
        assertThat(stop.mayEnd()).isFalse();
    }

    @Test
    void betweenTheEndOfAMessageAndItsSettlementNothingIs() {
        assertThat(stop.mayEnd()).isTrue();
        stop.ask();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void behindASettlementItIs() {
        assertThat(stop.mayEnd()).isTrue();
        stop.settled();
        stop.ask();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theNextTransactionIsNotTheEndOfTheLast() {
        assertThat(stop.mayEnd()).isTrue();
        assertThat(stop.begins()).isTrue();
        stop.ask();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** An interruption that nothing has noticed would end the settlement of what is known. */
    @Test
    void whoHearsOfItNeedsNoInterruption() {
        assertThat(stop.begins()).isTrue();
        stop.ask();
        assertThat(stop.begins()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whoInsistsInterruptsWhateverItIs() {
        assertThat(stop.mayEnd()).isTrue();
        stop.insist();
        assertThat(stop.begins()).isFalse();
        assertThat(stop.mayEnd()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }
}
