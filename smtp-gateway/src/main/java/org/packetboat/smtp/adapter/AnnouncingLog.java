package org.packetboat.smtp.adapter;

import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;

/** A log whose acknowledged messages are announced on mail.events. */
final class AnnouncingLog implements AcceptanceLog {
    private final AcceptanceLog log;
    private final KafkaMailEvents events;

    AnnouncingLog(AcceptanceLog log, KafkaMailEvents events) {
        this.log = log;
        this.events = events;
    }

    @Override
    public Handover handOver(AcceptedMessage message) throws InterruptedException {
        Handover handover = log.handOver(message);
        return () -> {
            handover.awaitAcknowledgement();
            events.accepted(message);
        };
    }
}
