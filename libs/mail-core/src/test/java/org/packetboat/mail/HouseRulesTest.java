package org.packetboat.mail;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.house.HouseRules;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> mailCoreKeepsThem() {
        return HouseRules.of(Octets.class, "org.packetboat.mail").tests();
    }
}
