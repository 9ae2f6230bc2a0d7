package org.packetboat.mailbox.message;

import org.packetboat.contracts.mailbox.SearchBatch;
import org.packetboat.mailbox.store.SearchStatement.Count;
import org.packetboat.mailbox.store.UidRanges;

/** Figures of what a search finds, page by page in any order. */
final class Tally {
    private long lowest;
    private long highest;
    private long count;

    Tally add(UidRanges found) {
        if (!found.isEmpty()) {
            add(found.first(0), found.last(found.size() - 1), found.count());
        }
        return this;
    }

    void add(Count page) {
        if (page.count() > 0) {
            add(page.lowest(), page.highest(), page.count());
        }
    }

    private void add(long first, long last, long messages) {
        lowest = lowest == 0 ? first : Math.min(lowest, first);
        highest = Math.max(highest, last);
        count += messages;
    }

    SearchBatch batch() {
        return SearchBatch.newBuilder()
                .setLowest(lowest)
                .setHighest(highest)
                .setCount(count)
                .build();
    }
}
