package org.packetboat.delivery.port;

import org.packetboat.contracts.TraceParent;

/** Watches messages on their way. Never told an address or content; thread-safe. */
public interface Tracing extends AutoCloseable {
    /** Watches nothing, makes nothing, and lets the traces of others pass. */
    Tracing OFF = new Tracing() {
        @Override
        public MessageTrace message(TraceParent parent) {
            return MessageTrace.passingOn(parent);
        }

        @Override
        public Batch batch(int messages) {
            return Batch.UNWATCHED;
        }
    };

    /** A message has come, or is tried again. */
    MessageTrace message(TraceParent parent);

    /** Messages are written together. */
    Batch batch(int messages);

    @Override
    default void close() {}

    /** A batch under way; used by one thread. */
    interface Batch {
        /** Nobody watches. */
        Batch UNWATCHED = new Batch() {};

        /** The message is one of this batch. */
        default void holds(MessageTrace message) {}

        /** The batch failed as a whole. */
        default void failed() {}

        /** It has passed. */
        default void end() {}
    }
}
