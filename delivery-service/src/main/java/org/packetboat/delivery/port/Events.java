package org.packetboat.delivery.port;

import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.MailEvent;

/** Takes events and never blocks; what does not fit is dropped. */
@FunctionalInterface
public interface Events {
    void publish(MailEvent event, TraceParent trace);
}
