package org.packetboat.delivery.port;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;

/**
 * The table of local recipients that wait, with the message as it was accepted. Calls block; a failure of the database is an
 * {@code UnavailableException}.
 */
public interface Deferrals {
    /** Adds recipients; what is there already stays as it is, so a repeat changes nothing. */
    void add(AcceptedMail mail, List<Waiting> recipients) throws InterruptedException;

    /** Leases up to {@code limit} recipients that are due; until the lease ends nobody else gets them. */
    List<Claimed> claimDue(int limit, Duration lease) throws InterruptedException;

    /**
     * This recipient is done with, if the lease is still this claim's; the message goes with its last recipient.
     *
     * @return whether it went
     */
    boolean finish(Claimed claimed) throws InterruptedException;

    /** This recipient waits again, if the lease is still this claim's. */
    void defer(Claimed claimed, Instant dueAt, String reason) throws InterruptedException;

    /** How many recipients wait, for a gauge. */
    long count() throws InterruptedException;

    /** A recipient that waits. */
    record Waiting(String forwardPath, long accountId, Instant dueAt, String reason) {}

    /**
     * A recipient that this process may try now.
     *
     * @param fence grows with every claim
     */
    record Claimed(
            DeliveryId deliveryId,
            String forwardPath,
            long accountId,
            long fence,
            int attempts,
            Instant deferredAt,
            AcceptedMail mail) {}
}
