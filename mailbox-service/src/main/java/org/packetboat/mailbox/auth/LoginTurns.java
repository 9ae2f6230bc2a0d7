package org.packetboat.mailbox.auth;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets only so many logins at a time wait for the database, whose connections all calls share: the others wait here. Thread-safe. */
public final class LoginTurns {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Semaphore permits;
    private final Duration patience;

    public LoginTurns(int atOnce) {
        this(atOnce, PATIENCE);
    }

    LoginTurns(int atOnce, Duration patience) {
        this.patience = patience;
        permits = new Semaphore(atOnce, true);
    }

    /** What a login asks of the database. */
    @FunctionalInterface
    public interface Question<T> {
        T ask() throws InterruptedException;
    }

    /** @throws OverloadException when it was not its turn in time */
    public <T> T take(Question<T> question) throws InterruptedException {
        if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new OverloadException("too many logins wait for the database");
        }
        try {
            return question.ask();
        } finally {
            permits.release();
        }
    }
}
