package org.packetboat.delivery.port;

import java.time.Duration;

/** What delivery counts. Called from any thread; must not block. */
public interface Counts {
    /** Listens to nothing. */
    Counts NONE = new Counts() {};

    /** A batch was written as one pack, if it had inline bodies. */
    default void batch(int messages, long octets) {}

    /** A message is visible in a mailbox, this long after it was accepted. */
    default void delivered(Duration sinceAccepted) {}

    /** The mailbox had it already. */
    default void already() {}

    /** A recipient waits in the table. */
    default void deferred() {}

    /** A record could not be processed. */
    default void dead() {}

    /** A sender was told. */
    default void bounced() {}

    /** A sender could not be told: the null reverse-path, or an address that does not exist. */
    default void notBounced() {}

    /** Objects were deleted. */
    default void collected(int objects) {}

    /** Bodies were written again, in so many octets. */
    default void compacted(int bodies, long octets) {}

    /** An attempt at a recipient elsewhere, or at a destination, came to this. */
    default void relay(RelayOutcome outcome) {}

    /** What attempts of the relay come to. */
    enum RelayOutcome {
        /** Another server has it. */
        TAKEN,
        /** Later. */
        PUT_OFF,
        /** Its sender is told. */
        REFUSED,
        /** Perhaps taken; tried again, which may double it. */
        UNKNOWN,
        /** A destination is left alone for a while. */
        UNREACHABLE,
        /** Taken when the claim was somebody else's already: perhaps sent by both. */
        OVERTAKEN,
        /** Not taken, and the claim was somebody else's by then. */
        LOST,
        /** A row without its message, or a message without its body. */
        MISSING,
        /** A notification that could not be made; it is tried again. */
        UNTOLD
    }

    /** An event was dropped. */
    default void eventDropped() {}
}
