package org.packetboat.blob;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys reserved in blocks and ahead of need, so that a pack costs no round trip. The first block is small and blocks grow with use; a key
 * whose validity has nearly ended is forgotten (the ledger deletes reserved names that were never referred to).
 */
public final class ReservedKeys implements ObjectKeySource {
    private static final int FIRST_BLOCK = 16;
    private static final int LARGEST_BLOCK = 512;
    private static final Duration LARGEST_MARGIN = Duration.ofMinutes(5);

    private final Reserve reserve;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private int blockSize = FIRST_BLOCK;
    private boolean refilling;
    private @Nullable RuntimeException failure;

    public ReservedKeys(Reserve reserve) {
        this(reserve, System::nanoTime);
    }

    public ReservedKeys(Reserve reserve, LongSupplier nanoTime) {
        this.reserve = reserve;
        this.nanoTime = nanoTime;
    }

    /** Asks the ledger for {@code count} keys, blocking. */
    @FunctionalInterface
    public interface Reserve {
        Block reserve(int count) throws InterruptedException;
    }

    /** Keys and how long from the reservation on the ledger takes references to them. */
    public record Block(List<String> objectKeys, Duration validFor) {}

    private record Held(ReservedKey key, long useBeforeNanos) {}

    @Override
    public ReservedKey next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                forgetExpired();
                Held first = held.poll();
                if (first != null) {
                    if (held.size() < blockSize / 4) {
                        refill();
                    }
                    return first.key();
                }
                refill();
                changed.await();
                RuntimeException failed = failure;
                if (held.isEmpty() && failed != null) {
                    throw failed;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetExpired() {
        long now = nanoTime.getAsLong();
        boolean expired = false;
        while (!held.isEmpty() && now - held.peek().useBeforeNanos() >= 0) {
            held.poll();
            expired = true;
        }
        if (expired && held.isEmpty()) {
            blockSize = FIRST_BLOCK;
        }
    }

    private void refill() {
        if (!refilling) {
            refilling = true;
            failure = null;
            int count = blockSize;
            Thread.ofVirtual().name("object-keys").start(() -> reserveBlock(count));
        }
    }

    private void reserveBlock(int count) {
        long asked = nanoTime.getAsLong();
        Block block = null;
        RuntimeException failed = null;
        try {
            block = reserve.reserve(count);
        } catch (RuntimeException e) {
            failed = e;
        } catch (InterruptedException e) {
            failed = new BlobStoreUnavailableException("reservation of object keys was interrupted", e);
        }
        lock.lock();
        try {
            refilling = false;
            failure = failed;
            if (block != null) {
                blockSize = Math.min(LARGEST_BLOCK, blockSize * 2);
                hold(block, asked);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void hold(Block block, long asked) {
        long valid = block.validFor().toNanos();
        long margin = Math.min(valid / 4, LARGEST_MARGIN.toNanos());
        for (String key : block.objectKeys()) {
            held.add(new Held(new ReservedKey(key, asked + valid), asked + valid - margin));
        }
    }
}
