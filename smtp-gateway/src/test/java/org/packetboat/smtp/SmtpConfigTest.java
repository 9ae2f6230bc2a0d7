package org.packetboat.smtp;

import org.junit.jupiter.api.Test;
import org.packetboat.testkit.config.OperationsPage;

class SmtpConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists("smtp-gateway", SmtpConfig.class);
    }
}
