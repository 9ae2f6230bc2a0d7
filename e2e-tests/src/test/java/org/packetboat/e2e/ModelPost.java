package org.packetboat.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Brings messages by SMTP, one at a time. Any thread. */
final class ModelPost implements AutoCloseable {
    private final SmtpWire smtp;
    private final String user;
    private final ModelJudge judge;

    ModelPost(int port, String user, ModelJudge judge) throws IOException {
        this.smtp = new SmtpWire(port, Duration.ofSeconds(30));
        this.user = user;
        this.judge = judge;
    }

    void send(String id) throws IOException {
        synchronized (this) {
            int code = smtp.send("bob@mail.test", List.of(user), Attempts.message(id));
            if (code != 250) {
                throw new AssertionError("DATA answered " + code);
            }
        }
        judge.accepted(id);
    }

    @Override
    public void close() {
        smtp.close();
    }
}
