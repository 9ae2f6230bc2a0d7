package org.packetboat.testkit.house;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> theTestKitKeepsThem() {
        return HouseRules.of(HouseRules.class, "org.packetboat.testkit").tests();
    }
}
