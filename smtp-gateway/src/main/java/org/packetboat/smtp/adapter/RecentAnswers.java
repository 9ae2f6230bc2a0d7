package org.packetboat.smtp.adapter;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What was said of an address a moment ago, for as long as that holds: a busy listener hears the same addresses over and over, and asking costs more than
 * everything else that RCPT does. Thread-safe.
 *
 * @param <A> an answer
 */
final class RecentAnswers<A> {
    private static final int MAX_ENTRIES = 20_000;

    private final LongSupplier nanoTime;
    private final Map<String, Recent<A>> recent = new ConcurrentHashMap<>();

    /** @param nanoTime which never steps back */
    RecentAnswers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Recent<A>(A answer, long expiryNanos) {}

    Optional<A> find(String address) {
        Recent<A> found = recent.get(address);
        if (found == null) {
            return Optional.empty();
        }
        if (nanoTime.getAsLong() - found.expiryNanos < 0) {
            return Optional.of(found.answer);
        }
        recent.remove(address, found);
        return Optional.empty();
    }

    /**
     * @param askedAtNanos when the question was put: from then on the answer ages
     * @param reusableMillis how long it holds; 0 for not at all
     */
    void keep(String address, A answer, long askedAtNanos, int reusableMillis) {
        if (reusableMillis <= 0) {
            return;
        }
        if (recent.size() >= MAX_ENTRIES) {
            recent.clear();
        }
        recent.put(address, new Recent<>(answer, askedAtNanos + TimeUnit.MILLISECONDS.toNanos(reusableMillis)));
    }
}
