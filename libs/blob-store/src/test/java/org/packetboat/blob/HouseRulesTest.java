package org.packetboat.blob;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.house.HouseRules;

class HouseRulesTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        // This module is the adapter to the object store.
        return HouseRules.of(BlobStore.class, "org.packetboat.blob")
                .except(HouseRules.Exemption.INFRASTRUCTURE)
                .tests();
    }
}
