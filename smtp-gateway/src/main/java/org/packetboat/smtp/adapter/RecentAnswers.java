package org.packetboat.smtp.adapter;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was said of an address a moment ago, for as long as that holds: a busy listener hears the same addresses over and over, and asking costs more than
 * everything else that RCPT does. Thread-safe.
 *
 * @param <A> an answer
 */
final class RecentAnswers<A> {
    private static final int MAX_ENTRIES = 20_000;

    private final InstantSource clock;
    private final Map<String, Recent<A>> recent = new ConcurrentHashMap<>();

    RecentAnswers(InstantSource clock) {
        this.clock = clock;
    }

    private record Recent<A>(A answer, long expiryMillis) {}

    Optional<A> find(String address) {
        Recent<A> found = recent.get(address);
        if (found == null) {
            return Optional.empty();
        }
        if (clock.millis() < found.expiryMillis) {
            return Optional.of(found.answer);
        }
        recent.remove(address, found);
        return Optional.empty();
    }

    /**
     * @param askedAtMillis when the question was put: from then on the answer ages
     * @param reusableMillis how long it holds; 0 for not at all
     */
    void keep(String address, A answer, long askedAtMillis, int reusableMillis) {
        if (reusableMillis <= 0) {
            return;
        }
        if (recent.size() >= MAX_ENTRIES) {
            recent.clear();
        }
        recent.put(address, new Recent<>(answer, askedAtMillis + reusableMillis));
    }
}
