package org.packetboat.e2e;

/**
 * How much a test does: {@code ./packetboat test} runs the short form, {@code ./packetboat soak NAME} the size that the project
 * promises ({@code -Dpacketboat.size=full}).
 */
enum TestSize {
    CI,
    FULL;

    static TestSize current() {
        return "full".equals(System.getProperty("packetboat.size", "ci")) ? FULL : CI;
    }

    /** The figure for this run. */
    static int pick(int ci, int full) {
        return current() == FULL ? full : ci;
    }

    /** The seed of this run, printed so that it can be replayed with {@code -Dseed=}. */
    static long seed(String test) {
        long seed = Long.getLong("seed", 20261101L);
        System.err.println(test + ": -Dseed=" + seed);
        return seed;
    }
}
