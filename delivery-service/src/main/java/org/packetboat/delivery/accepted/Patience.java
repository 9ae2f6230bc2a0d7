package org.packetboat.delivery.accepted;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.mail.failure.UnavailableException;

/** Insists on what needs a service that is away: mail waits in Kafka meanwhile, and nothing is lost (architecture 3.2). */
public final class Patience {
    private static final Logger LOG = Logger.getLogger(Patience.class);
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LOG_EVERY = 32;

    private Patience() {}

    /** A step that can be repeated. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws InterruptedException;
    }

    /** A step without a result. */
    @FunctionalInterface
    public interface Action {
        void run() throws InterruptedException;
    }

    /** Repeats the step until it answers; only an interruption, or a failure that is not "away", ends it. */
    public static <T> T insist(String what, Step<T> step) throws InterruptedException {
        long pause = FIRST_PAUSE_NANOS;
        for (int attempt = 0; ; attempt++) {
            try {
                return step.run();
            } catch (UnavailableException | BlobStoreUnavailableException e) {
                if (attempt % LOG_EVERY == 0) {
                    LOG.warnf(e, "waiting for a service step=%s attempt=%d", what, attempt + 1);
                }
            }
            TimeUnit.NANOSECONDS.sleep(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
        }
    }

    /**
     * Likewise for a step whose answer may be a failure of the service's own: that may heal as well, but not for ever. So many of those, whatever lies between them, and the
     * last one ends it.
     */
    public static <T> T insist(String what, int failures, Step<T> step) throws InterruptedException {
        int[] left = {failures};
        return insist(what, () -> {
            try {
                return step.run();
            } catch (UnavailableException | BlobStoreUnavailableException e) {
                throw e;
            } catch (RuntimeException e) {
                if (--left[0] <= 0) {
                    throw e;
                }
                throw new UnavailableException("a service failed, which may heal", e);
            }
        });
    }

    /** Likewise for a step without a result. */
    public static void insist(String what, Action action) throws InterruptedException {
        var unused = insist(what, () -> {
            action.run();
            return Boolean.TRUE;
        });
    }
}
