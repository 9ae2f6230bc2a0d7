package org.packetboat.imap.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.packetboat.imap.port.ChangeHints;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.view.Delta;
import org.packetboat.service.config.KafkaConnection;

/** Without a broker; with one it is heard in the end-to-end tests. */
class KafkaChangeHintsTest {
    private static final String THREAD = "change-hints";

    @Test
    void closingWaitsForTheConsumerToEnd() {
        KafkaChangeHints hints = new KafkaChangeHints(KafkaConnection.plaintext("127.0.0.1:1"));
        hints.start(new Deaf());
        await().until(KafkaChangeHintsTest::isRunning);
        hints.close();
        assertThat(isRunning()).isFalse();
    }

    @Test
    void closingBeforeTheStartIsAllowed() {
        new KafkaChangeHints(KafkaConnection.plaintext("127.0.0.1:1")).close();
    }

    private static final class Deaf implements ChangeHints.Listener {
        @Override
        public void changed(MailboxKey mailbox, Delta.Point point) {
            throw new AssertionError("there is no broker");
        }

        @Override
        public void listChanged(MailboxKey mailbox) {
            throw new AssertionError("there is no broker");
        }
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(THREAD));
    }
}
