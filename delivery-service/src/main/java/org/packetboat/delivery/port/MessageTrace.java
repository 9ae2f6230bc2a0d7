package org.packetboat.delivery.port;

import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.MailEvent.Step;

/** A message on its way through this service. Called from any thread. One that never ends is forgotten: its record comes again. */
public interface MessageTrace {
    /** Of a message that nobody watches. */
    MessageTrace NONE = () -> TraceParent.NONE;

    /** Watches nothing, and hands on what came. */
    static MessageTrace passingOn(TraceParent parent) {
        return parent.isTraced() ? () -> parent : NONE;
    }

    /** What everything continues that comes of this message. */
    TraceParent parent();

    /** Which message it is. */
    default void describe(DeliveryId id, int recipients, long octets) {}

    /** Something happened to it, or to one of its recipients. */
    default void step(Step step) {}

    /** Nothing is left to do here. */
    default void end() {}
}
