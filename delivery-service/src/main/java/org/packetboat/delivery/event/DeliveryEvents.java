package org.packetboat.delivery.event;

import java.time.InstantSource;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.MailEvent;
import org.packetboat.delivery.port.Events;

/** Says what happened to a message. */
public final class DeliveryEvents {
    private static final String SERVICE = "delivery-service";

    private final Events events;
    private final InstantSource clock;

    public DeliveryEvents(Events events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** A step that concerns an account. */
    public void of(DeliveryId id, MailEvent.Step step, long accountId, String detail) {
        events.publish(event(id, step, detail).setAccountId(accountId).build());
    }

    /** A step that concerns a recipient's address. */
    public void of(DeliveryId id, MailEvent.Step step, String recipient, String detail) {
        events.publish(event(id, step, detail).setRecipient(recipient).build());
    }

    private MailEvent.Builder event(DeliveryId id, MailEvent.Step step, String detail) {
        return MailEvent.newBuilder()
                .setDeliveryId(id.octets())
                .setAtMillis(clock.millis())
                .setStep(step)
                .setService(SERVICE)
                .setDetail(detail);
    }
}
