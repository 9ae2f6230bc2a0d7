package org.packetboat.smtp;

import org.junit.jupiter.api.Test;
import org.packetboat.testkit.config.OperationsPage;
import org.packetboat.testkit.conformance.Covers;

@Covers({"RFC 5321 §4.5.3.1.8", "RFC 5321 §4.5.3.2", "RFC 5321 §4.5.3.2.7"})
class SmtpConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists("smtp-gateway", SmtpConfig.class);
    }
}
