package org.packetboat.delivery;

import org.junit.jupiter.api.Test;
import org.packetboat.test.OperationsPage;

class DeliveryConfigTest {
    @Test
    void theManualListsEveryKey() {
        OperationsPage.assertLists("delivery-service", DeliveryConfig.class);
    }
}
