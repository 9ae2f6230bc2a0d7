package org.packetboat.delivery.local;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets batches pass in the order of their numbers, so that a mailbox gets its messages in the order of the log. */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Long> passed = new HashSet<>();
    private long current;

    void await(long number) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (current != number) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The batch with this number has passed, or never will; it need not be its turn. */
    void pass(long number) {
        lock.lock();
        try {
            passed.add(number);
            while (passed.remove(current)) {
                current++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
