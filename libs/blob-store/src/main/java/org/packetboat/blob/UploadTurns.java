package org.packetboat.blob;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many parts go to the store at once, for all uploads of a process. The others wait their turn, and with them their clients: a call that has begun
 * has the store's attention, and its time limit says something about the store. Thread-safe.
 */
final class UploadTurns {
    private static final int AT_ONCE = 16;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Duration patience;

    /** @param patience for a turn */
    UploadTurns(Duration patience) {
        this.patience = patience;
    }

    /**
     * Waits for a turn, to be followed by {@link #end}.
     *
     * @throws BlobStoreUnavailableException when the store has kept all turns for too long
     */
    void begin() throws InterruptedException {
        if (!turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new BlobStoreUnavailableException("object store takes less than what comes");
        }
    }

    void end() {
        turns.release();
    }
}
