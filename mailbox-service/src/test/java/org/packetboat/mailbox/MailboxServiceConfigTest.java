package org.packetboat.mailbox;

import org.junit.jupiter.api.Test;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.testkit.config.OperationsPage;

class MailboxServiceConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists(
                "mailbox-service", MailboxServiceConfig.class, DatabaseConfig.class, KafkaConfig.class);
    }
}
