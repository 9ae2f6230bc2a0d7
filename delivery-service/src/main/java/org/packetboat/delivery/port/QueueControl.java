package org.packetboat.delivery.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;

/** What operators see of the queue and do with it. Calls block and fail like those of {@link RelayQueue}. */
public interface QueueControl {
    /** Most rows of one answer. */
    int LARGEST_PAGE = 1_000;

    /** Recipients that are not done, oldest message first. */
    List<Row> list(Filter filter, Page page) throws InterruptedException;

    /** All recipients of a message, also those that are done. */
    List<Row> show(DeliveryId id) throws InterruptedException;

    /** The message itself, while a recipient is not done. */
    Optional<AcceptedMail> message(DeliveryId id) throws InterruptedException;

    /**
     * Does something to everything that fits and waits or is held; returns to how many recipients, and what nobody needs any more. Notifications that are
     * owed are not touched, unless the filter asks for them and they are to be dropped.
     *
     * @param witness is told of each recipient when its change is durable
     */
    Changed change(Change change, Filter filter, Witness witness) throws InterruptedException;

    /** Who is told what was changed. */
    @FunctionalInterface
    interface Witness {
        /** Nobody. */
        Witness NOBODY = (id, recipient) -> {};

        /** Must not block. */
        void changed(DeliveryId id, String recipient);
    }

    /** What an operator can do. */
    enum Change {
        /** Due now, and its destination is asked again at once. */
        RETRY,
        /** Stays until it is released; what is under way ends as it will. */
        HOLD,
        RELEASE,
        /** Removed without a word to anybody. */
        DROP
    }

    /** Where a recipient is. */
    enum State {
        WAITING,
        HELD,
        DONE,
        /** Sent or given up, and its sender is still to be told. */
        OWED
    }

    /** Which rows; what is empty fits all. */
    record Filter(
            Optional<DeliveryId> id, Optional<String> recipient, Optional<String> destination, Optional<State> state) {
        /** Everything. */
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Rows behind that of {@code id} and {@code recipient}. */
    record Page(Optional<DeliveryId> id, String recipient, int limit) {
        /** The first one. */
        public static final Page FIRST = new Page(Optional.empty(), "", LARGEST_PAGE);
    }

    /**
     * A recipient as an operator sees it.
     *
     * @param holder the instance that is trying it now; empty for none
     */
    record Row(
            DeliveryId deliveryId,
            String recipient,
            String destination,
            State state,
            int priority,
            int attempts,
            Instant queuedAt,
            Instant dueAt,
            Instant expiresAt,
            String holder,
            String lastReply) {}

    /** What became of a change. */
    record Changed(int recipients, List<String> unneededObjects) {}
}
