package org.packetboat.smtp;

import org.junit.jupiter.api.Test;
import org.packetboat.test.OperationsPage;

class SmtpConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists("smtp-gateway", SmtpConfig.class);
    }
}
