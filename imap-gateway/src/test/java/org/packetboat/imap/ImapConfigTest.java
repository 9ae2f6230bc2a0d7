package org.packetboat.imap;

import org.junit.jupiter.api.Test;
import org.packetboat.testkit.config.OperationsPage;

class ImapConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists("imap-gateway", ImapConfig.class);
    }
}
