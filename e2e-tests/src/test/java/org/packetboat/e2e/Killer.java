package org.packetboat.e2e;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Kills processes of a stack with SIGKILL after a seeded schedule; the supervisor brings them back. */
final class Killer implements AutoCloseable {
    private final AtomicInteger kills = new AtomicInteger();
    private final Map<String, Integer> byName = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * Starts killing.
     *
     * @param pauseMillis the shortest pause between two kills; the longest is three times that
     */
    Killer(Stack stack, List<String> names, long seed, int pauseMillis) {
        Random random = new Random(seed);
        thread = Thread.ofPlatform().name("killer").start(() -> {
            int turn = 0;
            while (!stopped) {
                LockSupport.parkNanos(1_000_000L * (pauseMillis + random.nextInt(2 * pauseMillis)));
                // every process gets its turn, in an order of the seed's
                String name = turn < names.size() ? names.get(turn) : names.get(random.nextInt(names.size()));
                if (!stopped && stack.kill(name)) {
                    turn++;
                    byName.merge(name, 1, Integer::sum);
                    System.err.println("killed " + name + " (" + kills.incrementAndGet() + ")");
                }
            }
        });
    }

    int kills() {
        return kills.get();
    }

    /** How often it was this one. */
    int kills(String name) {
        return byName.getOrDefault(name, 0);
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
