package org.packetboat.e2e;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the model test draws, and how often. */
enum ModelOperation {
    APPEND(9),
    DELIVER(5),
    STORE(22),
    COPY(4),
    MOVE(4),
    EXPUNGE(4),
    UID_EXPUNGE(4),
    IDLE(8),
    NOOP(8),
    CHECK(2),
    FETCH_FLAGS(9),
    FETCH_BODY(6),
    FETCH_CHANGED(4),
    SEARCH(9),
    STATUS(5),
    SELECT(6),
    CLOSE(1),
    UNSELECT(1),
    RECONNECT(1),
    DROP(2);

    private static final int SUM;

    static {
        int sum = 0;
        for (ModelOperation operation : values()) {
            sum += operation.weight;
        }
        SUM = sum;
    }

    private final int weight;

    ModelOperation(int weight) {
        this.weight = weight;
    }

    /** An operation with the randomness for its details, which depend on what the client knows by then. */
    record Draw(ModelOperation operation, long seed) {
        RandomGenerator details() {
            return new SplittableRandom(seed);
        }
    }

    static Draw draw(RandomGenerator random) {
        int at = random.nextInt(SUM);
        int i = 0;
        while (at >= values()[i].weight) {
            at -= values()[i++].weight;
        }
        return new Draw(values()[i], random.nextLong());
    }
}
