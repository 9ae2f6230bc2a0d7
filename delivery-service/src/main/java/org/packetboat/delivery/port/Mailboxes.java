package org.packetboat.delivery.port;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.records.AcceptedMail;

/** What delivery asks the mailbox service. Calls block and throw {@code UnavailableException} when there was no answer. */
public interface Mailboxes {
    /** Stores messages; one outcome per delivery, in their order. A repeat is recognised by the delivery ids. */
    List<Outcome> deliver(List<StoredBody> bodies, List<Delivery> deliveries) throws InterruptedException;

    /**
     * Gives a delivery up where it has not come through: no attempt will bring it any more, neither a later one nor one that is under way.
     *
     * @return the accounts for which it is given up, now or before; the others have had it
     */
    Set<Long> forgo(DeliveryId id, List<Long> accountIds) throws InterruptedException;

    /** What an address means here and now. */
    Resolution resolve(String address) throws InterruptedException;

    /**
     * A page of a mailing list's members, which may be shorter than it could be. Another {@code RuntimeException} when the service failed, which may or may not heal.
     *
     * @param after where the page before said; empty for the first one
     */
    Members members(String list, String after, int limit) throws InterruptedException;

    /**
     * One message for one account.
     *
     * @param body index of its body among those of the call
     * @param acceptedAtMillis becomes the internal date, and the time from which the delivery is remembered
     */
    record Delivery(DeliveryId id, long accountId, int body, long acceptedAtMillis, AcceptedMail.Place place) {}

    /** What became of a delivery. */
    enum Outcome {
        STORED,
        ALREADY,
        /** The account does not exist any more. */
        GONE,
        /** The body may no longer be referred to: write it again. */
        STALE_BLOB,
        /** Not now. It may have been stored, or be so yet. */
        RETRY,
        /** It was given up before. */
        FORGONE
    }

    /**
     * Members, and whom they reach here and now.
     *
     * @param list empty when there is no such list any more
     * @param lists those among the members
     * @param unknown members that are nobody
     * @param next empty when this is the last page
     */
    record Members(
            Optional<ListFacts> list,
            List<Member> accounts,
            List<String> remotePaths,
            List<String> lists,
            List<String> unknown,
            String next) {}

    /** @param isOpen whether others than the owner may post */
    record ListFacts(String address, String description, boolean isOpen) {}

    /** An account that a member reaches. */
    record Member(long accountId, String address) {}

    /** Whom an address reaches: accounts, addresses elsewhere, or, if both are empty, nobody. */
    record Resolution(List<Long> accountIds, List<String> remotePaths) {}
}
