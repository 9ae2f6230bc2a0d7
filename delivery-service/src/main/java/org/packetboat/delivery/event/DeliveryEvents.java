package org.packetboat.delivery.event;

import com.google.protobuf.ByteString;
import java.time.InstantSource;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.MailEvent;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.port.Events;

/** Says what happened to a message, to everybody and to its trace. */
public final class DeliveryEvents {
    private static final String SERVICE = "delivery-service";

    private final Events events;
    private final InstantSource clock;

    public DeliveryEvents(Events events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** A step that concerns an account. */
    public void of(Mail mail, MailEvent.Step step, long accountId, String detail) {
        publish(mail, event(mail, step, detail).setAccountId(accountId));
    }

    /** A step that concerns a recipient's address. */
    public void of(Mail mail, MailEvent.Step step, String recipient, String detail) {
        publish(mail, event(mail, step, detail).setRecipient(recipient));
    }

    /** A step of a recipient whose message is not at hand. */
    public void of(DeliveryId id, MailEvent.Step step, String recipient, String detail) {
        events.publish(event(id.octets(), step, detail).setRecipient(recipient).build(), TraceParent.NONE);
    }

    private void publish(Mail mail, MailEvent.Builder event) {
        mail.trace().step(event.getStep());
        events.publish(event.build(), mail.trace().parent());
    }

    private MailEvent.Builder event(Mail mail, MailEvent.Step step, String detail) {
        return event(mail.accepted().getDeliveryId(), step, detail);
    }

    private MailEvent.Builder event(ByteString deliveryId, MailEvent.Step step, String detail) {
        return MailEvent.newBuilder()
                .setDeliveryId(deliveryId)
                .setAtMillis(clock.millis())
                .setStep(step)
                .setService(SERVICE)
                .setDetail(detail);
    }
}
