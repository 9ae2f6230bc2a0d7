package org.packetboat.testkit.seed;

import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Where tests take their randomness from: a fresh seed each run, printed, or the one given by {@code -Dseed=}.
 */
public final class Seed {
    private static final System.Logger LOG = System.getLogger(Seed.class.getName());
    private static final long RUN = choose();

    private Seed() {}

    /** The seed of this run. */
    public static long value() {
        return RUN;
    }

    /** A generator for one test; its sequence depends on the run's seed and the name alone. */
    public static RandomGenerator random(String name) {
        return new SplittableRandom(RUN * 31 + name.hashCode());
    }

    /** A generator for the n-th case of a test. */
    public static RandomGenerator random(String name, int n) {
        return new SplittableRandom((RUN * 31 + name.hashCode()) * 31 + n);
    }

    /** For messages of failed assertions. */
    public static String hint() {
        return "replay with -Dseed=" + RUN;
    }

    private static long choose() {
        Long given = Long.getLong("seed");
        long seed = given == null ? new SecureRandom().nextInt(1_000_000_000) : given;
        LOG.log(Level.INFO, "replay with -Dseed=" + seed);
        return seed;
    }
}
