package org.packetboat.smtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.smtp.port.Deadline;

class AcceptanceWindowTest {
    private static final int MEBI = 1 << 20;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long QUICK = Duration.ofMillis(5).toNanos();
    private static final long SLOW = Duration.ofSeconds(3).toNanos();

    private final AcceptanceWindow window = new AcceptanceWindow(MEBI, 4 * MEBI);

    @Test
    void isBoundedInOctetsAndInRecords() throws Exception {
        Deadline now = Deadline.in(Duration.ZERO);
        for (int i = 0; i < 4; i++) {
            assertThat(window.enter(MEBI, now)).isTrue();
        }
        assertThat(window.enter(1, now)).isFalse();
        for (int i = 0; i < 4; i++) {
            window.acknowledged(MEBI, QUICK);
        }
        for (int i = 0; i < 4 * MEBI / AcceptanceWindow.SMALLEST_RECORD_OCTETS; i++) {
            assertThat(window.enter(1, now)).isTrue();
        }
        assertThat(window.enter(1, now)).isFalse();
    }

    @Test
    void fallsWhileTheBrokerIsSlowAndGrowsWhenItIsQuickAgain() throws Exception {
        Deadline now = Deadline.in(Duration.ZERO);
        for (int i = 0; i < 4; i++) {
            window.enter(MEBI, now);
        }
        window.acknowledged(MEBI, SLOW);
        window.acknowledged(MEBI, SLOW);
        assertThat(window.bound()).as("once for what was sent together").isEqualTo(2 * MEBI);
        window.failed(MEBI);
        assertThat(window.enter(MEBI, now)).isTrue();
        assertThat(window.enter(MEBI, now)).isFalse();
        window.acknowledged(MEBI, QUICK);
        window.acknowledged(MEBI, QUICK);
        assertThat(window.bound()).isEqualTo(3 * MEBI);
    }

    @Test
    void thoseThatWaitAreLetInInTheirOrder() throws Exception {
        Deadline late = Deadline.in(Duration.ofMinutes(1));
        window.enter(4 * MEBI, late);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    // The first needs more than those behind it: nobody overtakes it.
                    window.enter(number == 0 ? 3 * MEBI : 4 * MEBI, late);
                    order.add(number);
                    window.acknowledged(number == 0 ? 3 * MEBI : 4 * MEBI, QUICK);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            waiting.add(thread);
        }
        window.acknowledged(4 * MEBI, QUICK);
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(order).containsExactly(0, 1, 2);
        assertThat(window.records()).isZero();
    }

    @Test
    void oneThatIsLargerThanTheBoundGoesAlone() throws Exception {
        assertThat(window.enter(9 * MEBI, Deadline.in(Duration.ZERO))).isTrue();
        assertThat(window.enter(1, Deadline.in(Duration.ZERO))).isFalse();
    }

    /** A broker in simulated time: it takes records one after the other at its speed, and answers after its distance. */
    private static final class SimulatedBroker {
        private static final int RECORD = 64 << 10;

        private final AcceptanceWindow window = new AcceptanceWindow(MEBI, 8 * MEBI, () -> this.now);
        private final ArrayDeque<Sent> underWay = new ArrayDeque<>();
        private long now;
        private long idleFrom;

        private record Sent(long admittedAt, long acknowledgedAt) {}

        /** Senders without end for so long. */
        void run(Duration time, long octetsPerSecond, Duration distance) throws InterruptedException {
            long end = now + time.toNanos();
            while (now < end) {
                while (window.enter(RECORD, Deadline.in(Duration.ZERO))) {
                    idleFrom = Math.max(now, idleFrom) + SECOND * RECORD / octetsPerSecond;
                    underWay.add(new Sent(now, idleFrom + distance.toNanos()));
                }
                Sent first = underWay.remove();
                now = Math.max(now, first.acknowledgedAt);
                window.acknowledged(RECORD, now - first.admittedAt);
            }
        }

        long bound() {
            return window.bound();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 250, 400, 700})
    void growsAgainBehindASlowMomentHoweverFarTheBrokerIs(int distanceMillis) throws Exception {
        SimulatedBroker broker = new SimulatedBroker();
        broker.run(Duration.ofSeconds(20), 256 << 10, Duration.ZERO);
        assertThat(broker.bound()).isEqualTo(MEBI);
        broker.run(Duration.ofMinutes(1), 1 << 30, Duration.ofMillis(distanceMillis));
        assertThat(broker.bound()).isEqualTo(8 * MEBI);
    }

    /** Of a broker that takes 4 MiB a second there are never many more under way, and never few. */
    @Test
    void staysNearWhatTheBrokerTakesInASecond() throws Exception {
        SimulatedBroker broker = new SimulatedBroker();
        broker.run(Duration.ofSeconds(20), 4 * MEBI, Duration.ofMillis(5));
        for (int i = 0; i < 100; i++) {
            broker.run(Duration.ofMillis(300), 4 * MEBI, Duration.ofMillis(5));
            assertThat(broker.bound()).isBetween(2 * (long) MEBI - (MEBI >> 1), 5 * (long) MEBI);
        }
    }
}
