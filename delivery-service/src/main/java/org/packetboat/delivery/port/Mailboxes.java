package org.packetboat.delivery.port;

import java.util.List;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.StoredBody;

/** What delivery asks the mailbox service. Calls block and throw {@code UnavailableException} when there was no answer. */
public interface Mailboxes {
    /** Stores messages; one outcome per delivery, in their order. A repeat is recognised by the delivery ids. */
    List<Outcome> deliver(List<StoredBody> bodies, List<Delivery> deliveries) throws InterruptedException;

    /** What an address means here and now. */
    Resolution resolve(String address) throws InterruptedException;

    /**
     * One message for one account.
     *
     * @param body index of its body among those of the call
     * @param acceptedAtMillis becomes the internal date, and the time from which the delivery is remembered
     */
    record Delivery(DeliveryId id, long accountId, int body, long acceptedAtMillis) {}

    /** What became of a delivery. */
    enum Outcome {
        STORED,
        ALREADY,
        /** The account does not exist any more. */
        GONE,
        /** The body may no longer be referred to: write it again. */
        STALE_BLOB,
        RETRY
    }

    /** Whom an address reaches: accounts, addresses elsewhere, or, if both are empty, nobody. */
    record Resolution(List<Long> accountIds, List<String> remotePaths) {}
}
