package org.packetboat.testkit.seed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** How octets are cut into pieces before they are sent. */
public enum Fragmenter {
    /** One piece. */
    WHOLE {
        @Override
        public List<byte[]> cut(byte[] octets, RandomGenerator random) {
            return octets.length == 0 ? List.of() : List.of(octets);
        }
    },
    /** One octet each; what is long is cut coarser after its first 4,096 octets. */
    OCTETS {
        @Override
        public List<byte[]> cut(byte[] octets, RandomGenerator random) {
            List<byte[]> pieces = new ArrayList<>();
            int from = 0;
            while (from < octets.length) {
                int to = from < FINE ? from + 1 : Math.min(octets.length, from + COARSE);
                pieces.add(Arrays.copyOfRange(octets, from, to));
                from = to;
            }
            return pieces;
        }
    },
    /** Pieces of random length, short ones more often. */
    RANDOM {
        @Override
        public List<byte[]> cut(byte[] octets, RandomGenerator random) {
            List<byte[]> pieces = new ArrayList<>();
            int from = 0;
            while (from < octets.length) {
                int most = 1 << random.nextInt(1, octets.length > FINE ? 14 : 7);
                int to = Math.min(octets.length, from + 1 + random.nextInt(most));
                pieces.add(Arrays.copyOfRange(octets, from, to));
                from = to;
            }
            return pieces;
        }
    };

    private static final int FINE = 4096;
    private static final int COARSE = 1000;

    /** The pieces in order; joined they are the octets. */
    public abstract List<byte[]> cut(byte[] octets, RandomGenerator random);
}
