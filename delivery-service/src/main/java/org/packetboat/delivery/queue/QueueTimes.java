package org.packetboat.delivery.queue;

import java.time.Duration;
import java.util.Map;

/**
 * How long things wait.
 *
 * @param delayWarning after which a sender is told that the message is late; zero: never
 * @param expiry after which it bounces
 * @param expiryByDomain the same for some destinations
 * @param memory how long a recipient that is done is remembered, from the acceptance of its message: longer than Kafka keeps a record
 * @param bodyWindow how long after its reservation a staged object may be relied upon: less than the ledger keeps it
 */
public record QueueTimes(
        Duration delayWarning,
        Duration expiry,
        Map<String, Duration> expiryByDomain,
        Duration memory,
        Duration bodyWindow) {
    public QueueTimes {
        expiryByDomain = Map.copyOf(expiryByDomain);
    }

    Duration expiry(String destination) {
        return expiryByDomain.getOrDefault(destination, expiry);
    }
}
