package org.packetboat.blob;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many parts go to the store at once, for all uploads of a process. The others wait their turn, and with them their clients: a call that has begun
 * has the store's attention, and its time limit says something about the store. Thread-safe.
 */
final class UploadTurns {
    /** Enough for what one process takes in; more would only make each of them last longer at a store that is busy. */
    static final int AT_ONCE = 8;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Duration patience;

    /** @param patience for a turn, and after a body's end for all turns that it still needs */
    UploadTurns(Duration patience) {
        this.patience = patience;
    }

    Duration patience() {
        return patience;
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

    /** How many parts wait, as far as one can tell. */
    int waiting() {
        return turns.getQueueLength();
    }

    void end() {
        turns.release();
    }
}
