package org.packetboat.smtp.adapter;

import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Deadline;

/** A log whose acknowledged messages are announced on mail.events. */
final class AnnouncingLog implements AcceptanceLog {
    private final AcceptanceLog log;
    private final KafkaMailEvents events;

    AnnouncingLog(AcceptanceLog log, KafkaMailEvents events) {
        this.log = log;
        this.events = events;
    }

    @Override
    public void check() {
        log.check();
    }

    @Override
    public Deadline deadline() {
        return log.deadline();
    }

    @Override
    public Handover handOver(AcceptedMessage message, Deadline deadline) throws InterruptedException {
        Handover handover = log.handOver(message, deadline);
        return () -> {
            handover.awaitAcknowledgement();
            events.accepted(message);
        };
    }
}
