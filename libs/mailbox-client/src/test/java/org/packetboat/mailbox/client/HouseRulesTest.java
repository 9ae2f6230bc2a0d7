package org.packetboat.mailbox.client;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.house.HouseRules;

final class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        // gRPC is what this library is about.
        return HouseRules.of(MailboxChannel.class, "org.packetboat.mailbox.client")
                .except(HouseRules.Exemption.INFRASTRUCTURE)
                .tests();
    }
}
