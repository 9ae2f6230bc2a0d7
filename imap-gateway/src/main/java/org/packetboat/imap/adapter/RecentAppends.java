package org.packetboat.imap.adapter;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Mailboxes that took a message a moment ago. Before a small one follows they are not asked again whether they would: should it be refused after all,
 * the client has sent some octets in vain. Thread-safe.
 */
final class RecentAppends {
    private static final int MAX_ENTRIES = 20_000;
    private static final long MOST_OCTETS = 64 << 10;
    private static final long MILLIS = Duration.ofSeconds(2).toMillis();

    private final InstantSource clock;
    private final Map<Place, Long> taken = new ConcurrentHashMap<>();

    RecentAppends(InstantSource clock) {
        this.clock = clock;
    }

    private record Place(long accountId, String mailbox) {}

    /** Whether a message of this size may come without asking. */
    boolean wouldTake(long accountId, String mailbox, long octets) {
        if (octets > MOST_OCTETS) {
            return false;
        }
        Place place = new Place(accountId, mailbox);
        Long at = taken.get(place);
        if (at != null && Math.abs(clock.millis() - at) > MILLIS) {
            taken.remove(place, at);
            return false;
        }
        return at != null;
    }

    void took(long accountId, String mailbox) {
        if (taken.size() >= MAX_ENTRIES) {
            taken.clear();
        }
        taken.put(new Place(accountId, mailbox), clock.millis());
    }

    void refused(long accountId, String mailbox) {
        taken.remove(new Place(accountId, mailbox));
    }
}
