package org.packetboat.delivery.local;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets batches pass in the order of their numbers, so that a mailbox gets its messages in the order of the log. */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
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

    /** The batch with this number has passed, or never will. */
    void pass(long number) {
        lock.lock();
        try {
            if (current == number) {
                current++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
