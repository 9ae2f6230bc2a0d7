package org.packetboat.delivery.fake;

import java.time.Duration;
import java.util.Optional;
import org.packetboat.delivery.RelaySettings;
import org.packetboat.delivery.remote.Relay;
import org.packetboat.delivery.remote.smtp.Timeouts;

/** A relay for tests that only want one to be there. */
public final class TestRelay {
    private TestRelay() {}

    /** Impatient, and with short leases. */
    public static RelaySettings to(int port) {
        return new RelaySettings(
                TestQueue.TIMES,
                new Relay.Pace(8, 4, Duration.ofMillis(50)),
                new RelaySettings.Delays(Duration.ofMillis(300), Duration.ofSeconds(1)),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                port,
                Optional.empty(),
                Timeouts.STANDARD,
                Optional.empty());
    }
}
