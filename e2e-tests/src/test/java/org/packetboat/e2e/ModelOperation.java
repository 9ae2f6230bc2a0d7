package org.packetboat.e2e;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the model test draws, and how often. */
enum ModelOperation {
    APPEND(9, Needs.NOTHING),
    DELIVER(5, Needs.NOTHING),
    STORE(22, Needs.MESSAGES),
    COPY(4, Needs.MESSAGES),
    MOVE(4, Needs.MESSAGES),
    EXPUNGE(4, Needs.NOTHING),
    UID_EXPUNGE(4, Needs.MESSAGES),
    IDLE(8, Needs.NOTHING),
    NOOP(8, Needs.NOTHING),
    CHECK(2, Needs.NOTHING),
    FETCH_FLAGS(9, Needs.MESSAGES),
    FETCH_BODY(6, Needs.MESSAGES),
    FETCH_CHANGED(4, Needs.MESSAGES),
    SEARCH(9, Needs.NOTHING),
    STATUS(5, Needs.NOTHING),
    SELECT(6, Needs.NOTHING),
    CLOSE(1, Needs.NOTHING),
    UNSELECT(1, Needs.NOTHING),
    RECONNECT(1, Needs.NOTHING),
    DROP(2, Needs.NOTHING);

    private static final int SUM;

    static {
        int sum = 0;
        for (ModelOperation operation : values()) {
            sum += operation.weight;
        }
        SUM = sum;
    }

    private enum Needs {
        MESSAGES,
        NOTHING
    }

    private final int weight;
    private final Needs needs;

    ModelOperation(int weight, Needs needs) {
        this.weight = weight;
        this.needs = needs;
    }

    /** Whether it is about messages, and there has to be one. */
    boolean needsMessages() {
        return needs == Needs.MESSAGES;
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
