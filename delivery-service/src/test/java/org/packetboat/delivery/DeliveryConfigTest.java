package org.packetboat.delivery;

import org.junit.jupiter.api.Test;
import org.packetboat.testkit.config.OperationsPage;

class DeliveryConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists("delivery-service", DeliveryConfig.class);
    }
}
