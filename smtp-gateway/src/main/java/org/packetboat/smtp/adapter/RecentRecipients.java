package org.packetboat.smtp.adapter;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.packetboat.smtp.port.Resolution;

/**
 * What an address was a moment ago, for as long as the directory said that this holds: a busy listener hears the same addresses over and over, and
 * asking costs more than everything else that RCPT does. Only recipients that exist are kept. Thread-safe.
 */
final class RecentRecipients {
    private static final int MAX_ENTRIES = 20_000;

    private final InstantSource clock;
    private final Map<String, Recent> recent = new ConcurrentHashMap<>();

    RecentRecipients(InstantSource clock) {
        this.clock = clock;
    }

    private record Recent(Resolution resolution, long expiryMillis) {}

    Optional<Resolution> find(String address) {
        Recent found = recent.get(address);
        if (found == null) {
            return Optional.empty();
        }
        if (clock.millis() < found.expiryMillis) {
            return Optional.of(found.resolution);
        }
        recent.remove(address, found);
        return Optional.empty();
    }

    /**
     * @param askedAtMillis when the question was put: from then on the answer ages
     * @param reusableMillis how long it holds; 0 for not at all
     */
    void keep(String address, Resolution resolution, long askedAtMillis, int reusableMillis) {
        if (reusableMillis <= 0) {
            return;
        }
        if (recent.size() >= MAX_ENTRIES) {
            recent.clear();
        }
        recent.put(address, new Recent(resolution, askedAtMillis + reusableMillis));
    }
}
