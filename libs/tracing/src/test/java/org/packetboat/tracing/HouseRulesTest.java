package org.packetboat.tracing;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.house.HouseRules;

final class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        // OpenTelemetry is what this library is about.
        return HouseRules.of(Telemetry.class, "org.packetboat.tracing")
                .except(HouseRules.Exemption.INFRASTRUCTURE)
                .tests();
    }
}
