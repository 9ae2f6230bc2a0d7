package org.packetboat.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.pop3.session.Link;
import org.packetboat.pop3.session.Pop3Session;

/** What is expected when a dependency is away, once for every command of every client, takes one line of the log. */
@Timeout(60)
class OutageLogTest {
    private final List<LogRecord> entries = new CopyOnWriteArrayList<>();
    private final FakeBackends backends = new FakeBackends();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            entries.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void hasNoStack() throws Exception {
        backends.directoryAway(true);
        Logger logger = Logger.getLogger(Pop3Session.class.getName());
        logger.addHandler(handler);
        Vertx vertx = Vertx.vertx();
        try (TestListener listener =
                        new TestListener(vertx, Link.CLEAR_ALLOWED, new Pop3Listener.Backing(backends, backends));
                Pop3Client client = listener.connect()) {
            assertThat(client.say("USER alice@mail.test")).startsWith("+OK");
            assertThat(client.say("PASS secret")).startsWith("-ERR [SYS/TEMP]");
        } finally {
            logger.removeHandler(handler);
            vertx.close();
        }
        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.getThrown()).isNull();
            assertThat(entry.getMessage()).contains("verb=PASS", "reason=away", "cause=-");
        });
    }
}
