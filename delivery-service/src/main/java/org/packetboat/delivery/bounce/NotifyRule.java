package org.packetboat.delivery.bounce;

import java.util.List;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.mail.dsn.RecipientStatus.Action;

/** Whether a sender wants to hear of something: NOTIFY of RFC 3461 §4.1. */
final class NotifyRule {
    private NotifyRule() {}

    /** Who did not say is told of failures and, as §4.1 leaves to us, of delays. */
    static boolean wants(Recipient recipient, Action action) {
        List<Notify> asked = recipient.getNotifyList();
        return switch (action) {
            case FAILED -> asked.isEmpty() || asked.contains(Notify.FAILURE);
            case DELAYED -> asked.isEmpty() || asked.contains(Notify.DELAY);
            case DELIVERED, RELAYED, EXPANDED -> asked.contains(Notify.SUCCESS);
        };
    }
}
