package org.packetboat.mailbox.store;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids of bodies and events: UUID version 7 (RFC 9562 §5.7), so that what is made together lies together in the indices. */
public final class BodyIds {
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random may be called on many threads at once */
    public BodyIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A fresh id. */
    public UUID next() {
        long high = clock.millis() << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
