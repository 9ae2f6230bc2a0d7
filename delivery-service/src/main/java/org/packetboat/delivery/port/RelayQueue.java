package org.packetboat.delivery.port;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;

/**
 * Recipients in other domains: one row for each delivery id and address, from the hand-over until long after it is done. Calls block; a failure
 * of the database is an {@code UnavailableException}, after which it is unknown whether a write happened. Every write may be repeated.
 */
public interface RelayQueue {
    /** Whether all these recipients of the message were handed over before. */
    boolean knows(DeliveryId id, List<String> recipients) throws InterruptedException;

    /**
     * Adds recipients; those that were there before, done or not, stay as they are. A message that comes in several records keeps the first of them for as
     * long as anybody waits for it.
     *
     * @param body the object that it is in, if it is in one
     * @return whether any recipient was new
     */
    boolean add(AcceptedMail mail, Optional<KeptBody> body, List<Entry> recipients) throws InterruptedException;

    /**
     * Destinations that have something due and are not blocked, in their order.
     *
     * @param after those behind this one; empty for the first
     * @param shared the destination whose block counts for all of them, if all go by one host
     */
    List<Due> due(String after, int limit, Optional<String> shared) throws InterruptedException;

    /** Leases due recipients of a few messages for one destination, together those of one message. */
    List<Claim> claim(String destination, Holder holder) throws InterruptedException;

    /** Leases recipients whose sender is to hear of a delay, or that have expired. */
    List<Claim> claimOverdue(int limit, Holder holder) throws InterruptedException;

    /** Leases on; returns those that still are this claim's. */
    Set<Claim> renew(List<Claim> claims, Duration lease) throws InterruptedException;

    /** The message of a claim; empty when it is done. */
    Optional<AcceptedMail> load(DeliveryId id) throws InterruptedException;

    /**
     * Ends claims, each if it is still the newest.
     *
     * @return keys of objects that no message needs any more
     */
    List<String> settle(List<Settlement> settlements) throws InterruptedException;

    /** A destination could not be reached; returns how often in a row. */
    int block(String destination, Instant until, String reason) throws InterruptedException;

    /** It was reached. */
    void unblock(String destination) throws InterruptedException;

    /** Messages whose body the ledger will give up before {@code until}. */
    List<DeliveryId> bodiesEnding(Instant until, int limit) throws InterruptedException;

    /** Their body is elsewhere now; returns the key that is no longer needed, or the new one if the message is done. */
    Optional<String> moveBody(AcceptedMail mail, KeptBody body) throws InterruptedException;

    /** Forgets recipients that were done long ago; returns how many. */
    int forget(int limit) throws InterruptedException;

    /** How much there is, and where most of it goes. */
    Depth depth(int destinations) throws InterruptedException;

    /**
     * An object with a body.
     *
     * @param until as long as the ledger keeps it without references
     */
    record KeptBody(String objectKey, Instant until, Use use) {
        /** One that goes with its message. */
        public KeptBody(String objectKey, Instant until) {
            this(objectKey, until, Use.OWN);
        }

        /** Whose it is. */
        public enum Use {
            /** No other message refers to it. */
            OWN,
            /** It is left to the ledger. */
            SHARED
        }

        /** What to give up with the message. */
        public Optional<String> owned() {
            return use == Use.OWN ? Optional.of(objectKey) : Optional.empty();
        }
    }

    /**
     * A recipient to be added.
     *
     * @param dueAt may be long ago; what is due first is sent first
     * @param warnAt when its sender hears that it is late, if ever
     * @param forgetAt from when on a record of it cannot come again
     */
    record Entry(
            String recipient,
            String destination,
            int priority,
            Instant dueAt,
            Optional<Instant> warnAt,
            Instant expiresAt,
            Instant forgetAt) {}

    /** Something is due there; {@code failures} is how often in a row it could not be reached. */
    record Due(String destination, int failures) {}

    /** Who claims, and for how long. */
    record Holder(String name, Duration lease) {}

    /**
     * A recipient that this process may try now.
     *
     * @param fence grows with every claim
     * @param attempts this one included
     * @param wasDue when it would have been its turn
     */
    record Claim(
            DeliveryId deliveryId,
            String recipient,
            String destination,
            long fence,
            int attempts,
            Instant queuedAt,
            Instant wasDue,
            Optional<Instant> warnAt,
            Instant expiresAt,
            String lastReply) {}

    /** How a claim ends. */
    sealed interface Settlement {
        Claim claim();

        /** Delivered, bounced or given up. */
        record Done(Claim claim, String reply) implements Settlement {}

        /** Again later. */
        record Later(Claim claim, Instant dueAt, String reply) implements Settlement {}

        /** Not tried at all: as before the claim. */
        record Untouched(Claim claim) implements Settlement {}

        /** Its sender was told of the delay. */
        record Warned(Claim claim) implements Settlement {}
    }

    /**
     * What waits.
     *
     * @param largest destinations with most recipients first
     */
    record Depth(long waiting, long held, Optional<Instant> oldest, List<Share> largest) {
        /** One destination's. */
        public record Share(String destination, long recipients, Instant oldest) {}
    }
}
