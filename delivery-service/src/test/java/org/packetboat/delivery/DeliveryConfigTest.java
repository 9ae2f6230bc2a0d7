package org.packetboat.delivery;

import org.junit.jupiter.api.Test;
import org.packetboat.test.OperationsPage;

class DeliveryConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists("delivery-service", DeliveryConfig.class);
    }
}
