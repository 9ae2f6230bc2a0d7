package org.packetboat.delivery.fake;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.delivery.RelaySettings;
import org.packetboat.delivery.remote.Relay;
import org.packetboat.delivery.remote.route.Reach;
import org.packetboat.delivery.remote.smtp.Timeouts;
import org.packetboat.mail.network.NetworkSet;

/** A relay for tests that only want one to be there. */
public final class TestRelay {
    /** Peers of tests are on this machine. */
    public static final Reach REACH = new Reach(
            Set.of("mx.mail.test"),
            NetworkSet.EMPTY,
            NetworkSet.parse(List.of("127.0.0.0/8")),
            Reach.PrivateNetworks.ALLOWED);

    private TestRelay() {}

    /** Impatient, and with short leases. */
    public static RelaySettings to(int port) {
        return new RelaySettings(
                TestQueue.TIMES,
                new Relay.Pace(8, 4, Duration.ofMillis(50), Duration.ofSeconds(25)),
                new RelaySettings.Delays(Duration.ofMillis(300), Duration.ofSeconds(1)),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                port,
                REACH,
                Optional.empty(),
                Timeouts.STANDARD,
                Optional.empty());
    }
}
