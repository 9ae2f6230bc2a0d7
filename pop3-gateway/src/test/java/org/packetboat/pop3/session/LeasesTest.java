package org.packetboat.pop3.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.packetboat.pop3.FakeBackends;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.LockedMaildrop;

class LeasesTest {
    private final AtomicLong clock = new AtomicLong();
    private final Leases leases = new Leases(clock::get);
    private final FakeBackends backends = new FakeBackends();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final LockedMaildrop drop = backends.open(new Account(7, "alice@mail.test"));

    @Test
    void renewsAtAThirdOfTheLease() {
        Leases.Lease lease = leases.hold(drop, () -> lost.set(true));
        pass(Duration.ofSeconds(19));
        assertThat(backends.renewals()).isZero();
        pass(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(backends.renewals()).isEqualTo(1));
        lease.end();
        pass(Duration.ofSeconds(60));
        assertThat(backends.renewals()).isEqualTo(1);
        assertThat(lost).isFalse();
    }

    @Test
    void tellsWhenTheLockIsLost() {
        leases.hold(drop, () -> lost.set(true));
        backends.steal();
        pass(Duration.ofSeconds(21));
        await().untilTrue(lost);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
        leases.tick();
    }
}
