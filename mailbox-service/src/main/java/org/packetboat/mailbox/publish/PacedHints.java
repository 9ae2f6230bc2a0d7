package org.packetboat.mailbox.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.contracts.records.MailboxChange;

/**
 * Hints that wait to be sent. A mailbox's first one is due at once; those that follow within an interval are merged, and the last of them is due when
 * the interval is over: a client that sets flag after flag costs the broker a bounded number of records, and the last state is always told. Every step
 * is O(1). Guarded by its owner.
 */
final class PacedHints {
    private final long intervalNanos;
    private final int limit;

    /** What is due; what waits for its mailbox's interval to end; and when a mailbox had its last one, the earliest first. */
    private Map<Place, MailboxChange> due = new HashMap<>();

    private final Map<Place, MailboxChange> resting = new HashMap<>();
    private final LinkedHashMap<Place, Long> sentAt = new LinkedHashMap<>();

    /** @param limit hints kept at most; others are dropped */
    PacedHints(Duration interval, int limit) {
        this.intervalNanos = interval.toNanos();
        this.limit = limit;
    }

    /** What a hint is about. */
    record Place(long accountId, long mailboxId, boolean list) {
        static Place of(MailboxChange change) {
            return new Place(change.getAccountId(), change.getMailboxId(), change.getMailboxList());
        }
    }

    void leave(MailboxChange change) {
        Place place = Place.of(change);
        Map<Place, MailboxChange> target = sentAt.containsKey(place) ? resting : due;
        if (due.size() + resting.size() < limit || target.containsKey(place)) {
            target.merge(place, change, (old, fresh) -> old.getModSeq() > fresh.getModSeq() ? old : fresh);
        }
    }

    /** What is due by now; it counts as sent. */
    Collection<MailboxChange> take(long nowNanos) {
        expire(nowNanos);
        Map<Place, MailboxChange> taken = due;
        due = new HashMap<>();
        taken.keySet().forEach(place -> sentAt.put(place, nowNanos));
        return taken.values();
    }

    /** Everything, due or not. */
    List<MailboxChange> takeAll() {
        List<MailboxChange> all = new ArrayList<>(due.values());
        all.addAll(resting.values());
        due.clear();
        resting.clear();
        return all;
    }

    /** How long until something is due: 0 when something is, {@link Long#MAX_VALUE} when nothing waits. */
    long nanosToWait(long nowNanos) {
        if (!due.isEmpty()) {
            return 0;
        }
        if (resting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, sentAt.firstEntry().getValue() + intervalNanos - nowNanos);
    }

    private void expire(long nowNanos) {
        Iterator<Map.Entry<Place, Long>> oldest = sentAt.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Place, Long> entry = oldest.next();
            if (nowNanos - entry.getValue() < intervalNanos) {
                return;
            }
            oldest.remove();
            MailboxChange rested = resting.remove(entry.getKey());
            if (rested != null) {
                due.put(entry.getKey(), rested);
            }
        }
    }
}
