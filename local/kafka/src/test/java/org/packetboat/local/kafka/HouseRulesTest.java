package org.packetboat.local.kafka;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.house.HouseRules;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        return HouseRules.of(KafkaBroker.class, "org.packetboat.local.kafka")
                // This module is the infrastructure.
                .except(HouseRules.Exemption.INFRASTRUCTURE)
                // Formatting the storage reports on a stream of its caller.
                .except(HouseRules.Exemption.SYSTEM_OUT)
                .tests();
    }
}
