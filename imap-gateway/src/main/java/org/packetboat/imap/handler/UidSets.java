package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.packetboat.imap.codec.NumberSet;
import org.packetboat.imap.view.UidRanges;

/** UIDs in portions and in the protocol's form. */
final class UidSets {
    /** Messages that one call changes at most (architecture 5.5), and rows that are in memory at once. */
    static final int CHUNK = 1_000;

    private UidSets() {}

    /** Parts of at most so many UIDs, in order. */
    static List<UidRanges> chunks(UidRanges uids, int most) {
        if (uids.size() <= most) {
            return uids.isEmpty() ? List.of() : List.of(uids);
        }
        List<UidRanges> chunks = new ArrayList<>();
        for (int first = 1; first <= uids.size(); first += most) {
            chunks.add(uids.slice(first, Math.min(uids.size(), first + most - 1)));
        }
        return chunks;
    }

    /** In the order given, neighbours joined: for the response codes of RFC 4315. */
    static NumberSet numbers(List<Long> uids) {
        long[] ends = new long[uids.size() * 2];
        int n = 0;
        for (long uid : uids) {
            if (n > 0 && ends[n - 1] + 1 == uid) {
                ends[n - 1] = uid;
            } else {
                ends[n++] = uid;
                ends[n++] = uid;
            }
        }
        return NumberSet.of(Arrays.copyOf(ends, n));
    }
}
