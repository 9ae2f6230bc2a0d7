package org.packetboat.local.launcher;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.house.HouseRules;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        return HouseRules.of(Infrastructure.class, "org.packetboat.local.launcher")
                // A log is copied to the terminal octet by octet.
                .except(HouseRules.Exemption.SYSTEM_OUT)
                .tests();
    }
}
