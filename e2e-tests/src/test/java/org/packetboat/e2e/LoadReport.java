package org.packetboat.e2e;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients of a load have met. Safe for use by many threads. */
final class LoadReport {
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Queue<String> cuts = new ConcurrentLinkedQueue<>();

    void count(String what) {
        counts.computeIfAbsent(what, name -> new AtomicInteger()).incrementAndGet();
    }

    /** A command that the server had begun to answer, or data that it had asked for, did not get its whole answer. */
    void cut(String what) {
        cuts.add(what);
    }

    int counted(String what) {
        AtomicInteger count = counts.get(what);
        return count == null ? 0 : count.get();
    }

    Queue<String> cuts() {
        return cuts;
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts) + " cuts=" + cuts;
    }
}
