package org.packetboat.delivery.port;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
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
    Set<Claim> renew(List<Claim> claims, Holder holder) throws InterruptedException;

    /** The message of a claim; empty when it is done. */
    Optional<AcceptedMail> load(DeliveryId id) throws InterruptedException;

    /** Ends claims, each if it is still the newest; but what was {@link Settlement.Taken} is taken, whosever the claim is by then. */
    Settled settle(List<Settlement> settlements) throws InterruptedException;

    /** Leases notifications that are owed and due: whoever settled those rows did not come to send them. */
    List<Owed> claimOwed(int limit, Duration lease) throws InterruptedException;

    /**
     * Their sender has been told, or will be whatever happens.
     *
     * @return keys of objects that no message needs any more
     */
    List<String> reported(DeliveryId id, List<String> recipients) throws InterruptedException;

    /** A notification cannot be sent now. */
    void postponeReport(Owed owed, Duration delay) throws InterruptedException;

    /**
     * A destination could not be reached. That counts unless a block runs already, or somebody else has counted meanwhile: those who fail together have seen
     * one failure.
     *
     * @param known how often in a row it had failed when the attempt began
     * @param delay for how long it is left alone when it has failed so often in a row
     * @return how often in a row that is now; 0 when it did not count
     */
    int block(String destination, int known, String reason, IntFunction<Duration> delay) throws InterruptedException;

    /** It was reached. */
    void unblock(String destination) throws InterruptedException;

    /** Messages whose body the ledger will give up before {@code until}. */
    List<DeliveryId> bodiesEnding(Instant until, int limit) throws InterruptedException;

    /** Their body is elsewhere now; returns the key that is no longer needed, or the new one if the message is done. */
    Optional<String> moveBody(AcceptedMail mail, KeptBody body) throws InterruptedException;

    /** That body cannot be copied; it is looked for again at {@code until}. */
    void postponeBody(DeliveryId id, Instant until) throws InterruptedException;

    /** Forgets recipients that were done long ago, and destinations that nobody has asked for long; returns how many recipients. */
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
     * @param window what its sender wants
     */
    record Entry(
            String recipient,
            String destination,
            int priority,
            Instant dueAt,
            Optional<Instant> warnAt,
            Instant expiresAt,
            Instant forgetAt,
            Window window) {}

    /**
     * When a sender wants a message to leave, which an operator who moves many messages at once does not change.
     *
     * @param from not before (RFC 4865)
     * @param to not after (RFC 2852)
     */
    record Window(Optional<Instant> from, Optional<Instant> to) {
        /** Whenever it is. */
        public static final Window ANY = new Window(Optional.empty(), Optional.empty());
    }

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

        /** Another server has it. */
        record Taken(Claim claim, String reply, Optional<Report> report) implements Settlement {}

        /** It is not sent any more. */
        record GivenUp(Claim claim, String reply, Report report) implements Settlement {}

        /** There is nothing to be done. */
        record Done(Claim claim, String reply) implements Settlement {}

        /** Again later. */
        record Later(Claim claim, Instant dueAt, String reply) implements Settlement {}

        /** Not tried at all: as before the claim. */
        record Untouched(Claim claim) implements Settlement {}

        /** Its sender was told of the delay. */
        record Warned(Claim claim) implements Settlement {}

        /** What there was to be done beside its destination could not be: as before the claim, and that again at {@code lookAt}. */
        record Unlooked(Claim claim, Instant lookAt) implements Settlement {}
    }

    /**
     * What settling came to.
     *
     * @param unneeded keys of objects that no message needs any more
     * @param lost claims that were somebody else's by then, or not open any more; also when this was settled before and nobody heard
     */
    record Settled(List<String> unneeded, List<Claim> lost) {}

    /**
     * A notification that a sender has to get. Which one it is follows from message, recipient and kind: it may be sent twice.
     *
     * @param status an enhanced status
     * @param peer the server that it is about; empty for none
     * @param dueAt when somebody else sends it, if whoever settles this does not
     */
    record Report(Kind kind, String status, String peer, Instant dueAt) {
        /** What it says. The order is that of numbers in the table. */
        public enum Kind {
            /** It is not delivered. */
            FAILED,
            /** It was handed to a server that does not report (RFC 3461 §5.2.2). */
            RELAYED,
            /** The same, also for who did not ask (RFC 2852 §4.1.4). */
            PASSED_ON
        }
    }

    /** A notification that waits. */
    record Owed(DeliveryId deliveryId, String recipient, Report report, String reply) {}

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
