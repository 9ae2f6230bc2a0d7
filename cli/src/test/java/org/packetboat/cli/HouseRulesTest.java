package org.packetboat.cli;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.house.HouseRules;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        return HouseRules.of(Main.class, "org.packetboat.cli").tests();
    }
}
