package org.packetboat.blob;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests to the store that are made for one piece of work, whichever threads make them: those that {@link BodyReader} starts while the
 * work runs on its thread. What another piece of work had already asked for is that one's.
 */
public final class StoreCalls {
    private static final ScopedValue<StoreCalls> CURRENT = ScopedValue.newInstance();

    private final AtomicInteger calls = new AtomicInteger();

    /** Runs {@code work}, with its requests counted here. */
    public <T, X extends Throwable> T during(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /** Requests so far. */
    public int count() {
        return calls.get();
    }

    /** Who pays for what the calling thread asks for; a counter of its own when nobody does. */
    static StoreCalls current() {
        return CURRENT.isBound() ? CURRENT.get() : new StoreCalls();
    }

    void add(int requests) {
        calls.addAndGet(requests);
    }
}
