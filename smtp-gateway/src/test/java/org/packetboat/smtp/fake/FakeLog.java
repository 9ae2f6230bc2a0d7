package org.packetboat.smtp.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.MessageOctets;

/** Keeps what it is given. */
public final class FakeLog implements AcceptanceLog {
    private final Behaviour behaviour;
    private final List<AcceptedMessage> messages = new ArrayList<>();

    /** What it does with a message. */
    public enum Behaviour {
        ACKNOWLEDGES,
        /** Never takes one. */
        AWAY,
        /** Takes it and does not say so. */
        SILENT
    }

    public FakeLog(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public void check() {
        // a message is refused at its end
    }

    @Override
    public Deadline deadline() {
        return Deadline.in(Duration.ofSeconds(9));
    }

    @Override
    public synchronized Handover handOver(AcceptedMessage message, Deadline deadline) {
        if (behaviour == Behaviour.AWAY) {
            throw new UnavailableException("log is away");
        }
        messages.add(copied(message));
        return () -> {
            if (behaviour == Behaviour.SILENT) {
                throw new UnavailableException("log is silent");
            }
        };
    }

    /** The array of an inline message is its ingest's again afterwards. */
    private static AcceptedMessage copied(AcceptedMessage message) {
        if (message.octets() instanceof MessageOctets.Inline inline) {
            return new AcceptedMessage(
                    message.deliveryId(),
                    message.reversePath(),
                    message.recipients(),
                    message.acceptedAt(),
                    message.returnPathOctets(),
                    new MessageOctets.Inline(Octets.of(inline.octets().toByteArray())),
                    message.parameters(),
                    message.client(),
                    message.trace());
        }
        return message;
    }

    public synchronized List<AcceptedMessage> messages() {
        return List.copyOf(messages);
    }
}
