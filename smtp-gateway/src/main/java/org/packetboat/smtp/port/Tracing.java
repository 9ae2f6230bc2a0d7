package org.packetboat.smtp.port;

import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;

/** Watches messages on their way. Never told an address or content; thread-safe. */
public interface Tracing extends AutoCloseable {
    /** Watches nothing, and makes nothing. */
    Tracing OFF = id -> Acceptance.UNWATCHED;

    /** A message begins to arrive. */
    Acceptance begin(DeliveryId id);

    @Override
    default void close() {}

    /** The acceptance of one message, from DATA to the broker's acknowledgement; used by one thread. */
    interface Acceptance extends AutoCloseable {
        /** Nobody watches. */
        Acceptance UNWATCHED = new Acceptance() {
            @Override
            public TraceParent parent() {
                return TraceParent.NONE;
            }

            @Override
            public void accepted(AcceptedMessage message) {}

            @Override
            public void close() {}
        };

        /** What everybody after us continues. */
        TraceParent parent();

        /** The broker has acknowledged it. */
        void accepted(AcceptedMessage message);

        /** Ends; a message that was not accepted by now has failed. */
        @Override
        void close();
    }
}
