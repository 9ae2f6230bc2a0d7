package org.packetboat.mailbox.ledger;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.packetboat.mailbox.store.KeyBlockTable;

/**
 * Whether an object may still be referred to (architecture 4.3). The answer for a block is asked for once and then kept with the monotonic clock:
 * it never changes but by time. Between the end of the window and the first deletion lies a margin far longer than any transaction may take, so
 * looking before the transaction is enough.
 */
public final class ReferenceWindows {
    private static final int CACHED_BLOCKS = 4_096;

    private final KeyBlockTable blocks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Long> ends = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > CACHED_BLOCKS;
        }
    };

    public ReferenceWindows(KeyBlockTable blocks) {
        this.blocks = blocks;
    }

    /** Those of {@code objectKeys} that a new reference is refused for: too old, or never reserved. */
    public Set<String> stale(Collection<String> objectKeys) throws InterruptedException {
        load(objectKeys);
        Set<String> stale = new HashSet<>();
        long now = System.nanoTime();
        lock.lock();
        try {
            for (String key : objectKeys) {
                OptionalLong block = ObjectKeys.blockOf(key);
                Long end = block.isEmpty() ? null : ends.get(block.getAsLong());
                if (end == null || end - now <= 0) {
                    stale.add(key);
                }
            }
        } finally {
            lock.unlock();
        }
        return stale;
    }

    /** Whether all of them may be referred to, as far as is known without asking; never waits. */
    public boolean knownFresh(Collection<String> objectKeys) {
        long now = System.nanoTime();
        lock.lock();
        try {
            for (String key : objectKeys) {
                OptionalLong block = ObjectKeys.blockOf(key);
                Long end = block.isEmpty() ? null : ends.get(block.getAsLong());
                if (end == null || end - now <= 0) {
                    return false;
                }
            }
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void load(Collection<String> objectKeys) throws InterruptedException {
        Set<Long> unknown = new HashSet<>();
        lock.lock();
        try {
            for (String key : objectKeys) {
                OptionalLong block = ObjectKeys.blockOf(key);
                if (block.isPresent() && !ends.containsKey(block.getAsLong())) {
                    unknown.add(block.getAsLong());
                }
            }
        } finally {
            lock.unlock();
        }
        if (!unknown.isEmpty()) {
            long asked = System.nanoTime();
            remember(asked, blocks.millisLeft(unknown.toArray(Long[]::new)));
        }
    }

    private void remember(long asked, Map<Long, Long> millisLeft) {
        lock.lock();
        try {
            millisLeft.forEach((block, millis) -> ends.put(block, asked + TimeUnit.MILLISECONDS.toNanos(millis)));
        } finally {
            lock.unlock();
        }
    }
}
