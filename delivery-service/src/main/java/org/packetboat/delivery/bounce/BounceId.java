package org.packetboat.delivery.bounce;

import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.DerivedId;
import org.packetboat.mail.dsn.RecipientStatus.Action;

/** The delivery id of a bounce, from the message's id, what happened and the recipient, so that a repeat is recognised as the same bounce. */
final class BounceId {
    private BounceId() {}

    static DeliveryId of(DeliveryId message, Action action, String recipient) {
        return DerivedId.of(message, action == Action.FAILED ? "bounce" : action.name(), recipient);
    }
}
