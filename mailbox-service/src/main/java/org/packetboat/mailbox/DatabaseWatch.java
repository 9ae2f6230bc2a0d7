package org.packetboat.mailbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.store.Database;

/**
 * Waits for the database, migrates it once it is there, and keeps an eye on it. The service runs meanwhile; its calls are refused as unavailable
 * until the schema is there.
 */
final class DatabaseWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DatabaseWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(250);

    private final Runnable migration;
    private final Database database;
    private final Runnable whenMigrated;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread loop = Thread.ofVirtual().name("database-watch").unstarted(this::run);
    private volatile boolean isMigrated;
    private volatile boolean isReachable;

    DatabaseWatch(Runnable migration, Database database, Runnable whenMigrated) {
        this.migration = migration;
        this.database = database;
        this.whenMigrated = whenMigrated;
    }

    void start() {
        loop.start();
    }

    boolean isMigrated() {
        return isMigrated;
    }

    /** Whether the database answered when it was last asked, a second ago or less. */
    boolean isReachable() {
        return isMigrated && isReachable;
    }

    private void run() {
        try {
            while (!migrate()) {
                if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            whenMigrated.run();
            do {
                lookOnce();
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("watch of the database ended");
        }
    }

    private boolean migrate() {
        try {
            migration.run();
            isMigrated = true;
            isReachable = true;
            LOG.info("database migrated");
            return true;
        } catch (UnavailableException e) {
            LOG.warnf("database not ready reason=%s", cause(e));
            return false;
        } catch (RuntimeException e) {
            LOG.error("migration failed", e);
            return false;
        }
    }

    private static String cause(UnavailableException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
    }

    private void lookOnce() throws InterruptedException {
        try {
            look();
        } catch (RuntimeException e) { // a watch's loop: it looks again, whatever it was
            LOG.error("the database could not be looked at", e);
            isReachable = false;
        }
    }

    private void look() throws InterruptedException {
        boolean now = database.isReachable();
        if (now != isReachable) {
            LOG.warnf("database reachable=%s", now);
        }
        isReachable = now;
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        loop.interrupt();
        loop.join(Duration.ofSeconds(2));
    }
}
