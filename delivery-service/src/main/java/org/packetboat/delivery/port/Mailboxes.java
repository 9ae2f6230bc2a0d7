package org.packetboat.delivery.port;

import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.DeliverResponse;
import org.packetboat.contracts.mailbox.ResolveResponse;

/** What delivery asks the mailbox service. Calls block and throw {@code UnavailableException} when there was no answer. */
public interface Mailboxes {
    /** Stores messages; one outcome per delivery, in their order. A repeat is recognised by the delivery ids. */
    DeliverResponse deliver(DeliverRequest request) throws InterruptedException;

    /** What an address means here and now. */
    ResolveResponse resolve(String address) throws InterruptedException;
}
