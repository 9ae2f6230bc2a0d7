package org.packetboat.smtp.adapter;

import java.lang.System.Logger.Level;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Deadline;

/** A log whose acknowledged messages are announced on mail.events. */
final class AnnouncingLog implements AcceptanceLog {
    private static final System.Logger LOG = System.getLogger(AnnouncingLog.class.getName());

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
            announce(message);
        };
    }

    /** The message is accepted, whoever hears of it. */
    private void announce(AcceptedMessage message) {
        try {
            events.accepted(message);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "accepted message was not announced", e);
        }
    }
}
