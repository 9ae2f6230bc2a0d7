package org.packetboat.pop3;

import org.junit.jupiter.api.Test;
import org.packetboat.pop3.adapter.CacheConfig;
import org.packetboat.service.config.MailboxConfig;
import org.packetboat.service.config.S3Config;
import org.packetboat.testkit.config.OperationsPage;

class Pop3ConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists(
                "pop3-gateway", Pop3Config.class, MailboxConfig.class, S3Config.class, CacheConfig.class);
    }
}
