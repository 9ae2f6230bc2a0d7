package org.packetboat.delivery.port;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;

/**
 * The table of local recipients that wait, with the message as it was accepted. Calls block; a failure of the database is an
 * {@code UnavailableException}.
 */
public interface Deferrals {
    /**
     * Adds recipients of a message of which others wait already; what is there stays as it is.
     *
     * @return whether the message is there; if not, nothing was added
     */
    boolean join(DeliveryId id, List<Waiting> recipients) throws InterruptedException;

    /**
     * Adds recipients with their message; what is there already stays as it is, the message too, so a repeat changes nothing.
     *
     * @return whether the message that is kept is this one, octet for octet
     */
    boolean add(AcceptedMail mail, List<Waiting> recipients) throws InterruptedException;

    /**
     * Leases recipients of one message that are due: of the one with the recipient that has been due for the longest time, at most {@code limit}. Until the
     * lease ends nobody else gets them.
     */
    Optional<Due> claimDue(int limit, Duration lease) throws InterruptedException;

    /**
     * These recipients of one message are done with, as far as the leases are still these claims'; the message goes with its last recipient.
     *
     * @return whether it went
     */
    boolean finish(List<Claimed> claimed) throws InterruptedException;

    /** This recipient waits again, if the lease is still this claim's. */
    void defer(Claimed claimed, Instant dueAt, String reason) throws InterruptedException;

    /** How many recipients wait, for a gauge. */
    long count() throws InterruptedException;

    /** A recipient that waits. */
    record Waiting(String forwardPath, long accountId, Instant dueAt, String reason) {}

    /** A message with recipients that this process may try now, one at least; its record may name others too, and not all of these. */
    record Due(DeliveryId deliveryId, AcceptedMail mail, List<Claimed> recipients) {}

    /** @param fence grows with every claim */
    record Claimed(
            DeliveryId deliveryId, String forwardPath, long accountId, long fence, int attempts, Instant deferredAt) {}
}
