package org.packetboat.imap.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** Without a broker; with one it is heard in the end-to-end tests. */
class KafkaChangeHintsTest {
    private static final String THREAD = "change-hints";

    @Test
    void closingWaitsForTheConsumerToEnd() {
        KafkaChangeHints hints = new KafkaChangeHints("127.0.0.1:1");
        hints.start((mailbox, point) -> {});
        await().until(KafkaChangeHintsTest::isRunning);
        hints.close();
        assertThat(isRunning()).isFalse();
    }

    @Test
    void closingBeforeTheStartIsAllowed() {
        new KafkaChangeHints("127.0.0.1:1").close();
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(THREAD));
    }
}
