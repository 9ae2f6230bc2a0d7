package org.packetboat.delivery.deferral;

import java.time.Instant;
import java.time.InstantSource;
import org.packetboat.delivery.fake.FakeDeferrals;
import org.packetboat.delivery.port.Deferrals;

class FakeDeferralsTest extends DeferralsContract {
    private final FakeDeferrals deferrals = new FakeDeferrals(InstantSource.system());

    @Override
    protected Deferrals deferrals() {
        return deferrals;
    }

    @Override
    protected Instant now() {
        return InstantSource.system().instant();
    }
}
