package org.packetboat.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Entry;
import org.packetboat.delivery.port.RelayQueue.Holder;
import org.packetboat.delivery.port.RelayQueue.Settlement;
import org.packetboat.delivery.port.RelayQueue.Window;

class LeasesTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Holder HOLDER = new Holder("one", Duration.ofMinutes(3));

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Instant> time = new AtomicReference<>(START);
    private final FakeRelayQueue queue = new FakeRelayQueue(time::get);
    private final Leases leases = new Leases(queue, HOLDER, nanos::get, time::get);
    private List<Claim> claims;

    @BeforeEach
    void claim() {
        AcceptedMail mail = TestMail.remote("a@far.test");
        Instant later = START.plus(Duration.ofDays(5));
        queue.add(
                mail,
                Optional.empty(),
                List.of(new Entry("a@far.test", "far.test", 0, START, Optional.empty(), later, later, Window.ANY)));
        claims = leases.hold(queue.claim("far.test", HOLDER), leases.now());
        assertThat(claims).hasSize(1);
    }

    @Test
    void aClaimIsHeldForTwoThirdsOfItsLease() throws Exception {
        pass(Duration.ofSeconds(119), Duration.ofSeconds(119));
        assertThat(leases.areHeld(claims)).isTrue();
        pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(leases.areHeld(claims)).isFalse();
        leases.renew();
        assertThat(leases.areHeld(claims)).isTrue();
    }

    @Test
    void theClockThatWentOnCounts() {
        // The machine slept, and its monotonic clock with it.
        pass(Duration.ZERO, Duration.ofMinutes(10));
        assertThat(leases.areHeld(claims)).isFalse();
    }

    @Test
    void aClockThatIsSetBackGivesNoTime() {
        pass(Duration.ofMinutes(10), Duration.ofHours(-1));
        assertThat(leases.areHeld(claims)).isFalse();
    }

    @Test
    void whatIsSomebodyElsesStaysKnownUntilItIsSettledHere() throws Exception {
        pass(Duration.ofMinutes(4), Duration.ofMinutes(4));
        List<Claim> others = queue.claim("far.test", new Holder("other", Duration.ofMinutes(3)));
        leases.renew();
        assertThat(leases.areHeld(claims)).isFalse();
        queue.settle(List.of(new Settlement.Untouched(others.getFirst())));
        List<Claim> again = queue.claim("far.test", HOLDER);
        assertThat(again).hasSize(1);
        assertThat(leases.hold(again, leases.now())).isEmpty();
        leases.release(again);
        assertThat(leases.hold(again, leases.now())).isEmpty();
        leases.release(claims);
        assertThat(leases.hold(again, leases.now())).isEqualTo(again);
    }

    private void pass(Duration monotonic, Duration wall) {
        nanos.addAndGet(monotonic.toNanos());
        time.updateAndGet(now -> now.plus(wall));
    }
}
