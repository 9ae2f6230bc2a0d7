package org.packetboat.delivery.bounce;

import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.DerivedId;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.dsn.RecipientStatus.Action;

/**
 * The delivery id of a bounce, from the message's id, what happened and the recipient, so that a repeat is recognised as the same bounce. That a mailing list does not
 * take it is another thing than that an account behind the same address has not got it.
 */
final class BounceId {
    /** RFC 3463 §3.8: not authorised to send to a mailing list. */
    static final String LIST_CLOSED = "5.7.2";

    private BounceId() {}

    static DeliveryId of(DeliveryId message, RecipientStatus status) {
        String kind = status.action() == Action.FAILED
                ? status.status().equals(LIST_CLOSED) ? "closed" : "bounce"
                : status.action().name();
        return DerivedId.of(message, kind, status.recipient());
    }
}
