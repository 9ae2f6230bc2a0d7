package org.packetboat.mailbox;

import org.junit.jupiter.api.Test;
import org.packetboat.test.OperationsPage;

class MailboxServiceConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists(
                "mailbox-service", MailboxServiceConfig.class, DatabaseConfig.class, KafkaConfig.class);
    }
}
