package org.packetboat.mailbox.message;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.Delivery;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.BodyIds;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DeliveryStatement;
import org.packetboat.mailbox.store.DeliveryStatement.Placed;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.Pending;

/** The deliveries of one call to one mailbox of one account. */
final class AccountDelivery {
    private static final Logger LOG = Logger.getLogger(AccountDelivery.class);
    private static final int ATTEMPTS = 5;

    private final long accountId;
    private final Delivery.Place place;
    private final DeliverRequest request;
    private final List<Integer> positions;
    private final Set<String> stale;
    private final Duration dedupRetention;
    private final Database database;
    private final BodyIds ids;
    private final Map<UUID, Delivery> distinct = new LinkedHashMap<>();
    private final int fresh;
    private @Nullable Pending<List<Placed>> answer;
    private @Nullable Pending<List<Placed>> earlier;

    AccountDelivery(
            Deliverer.Target target,
            DeliverRequest request,
            List<Integer> positions,
            Set<String> stale,
            Duration dedupRetention,
            Database database,
            BodyIds ids) {
        this.accountId = target.accountId();
        this.place = target.place();
        this.request = request;
        this.positions = positions;
        this.stale = stale;
        this.dedupRetention = dedupRetention;
        this.database = database;
        this.ids = ids;
        for (int position : positions) {
            Delivery delivery = request.getDeliveries(position);
            distinct.putIfAbsent(OperationTable.id(delivery.getDeliveryId()), delivery);
        }
        fresh = (int) distinct.values().stream()
                .filter(delivery -> !isStale(delivery))
                .count();
    }

    long accountId() {
        return accountId;
    }

    /** Whether it may share a transaction with other accounts. */
    boolean isShareable() {
        return place == Delivery.Place.INBOX && fresh > 0;
    }

    /** Messages that a statement is to add. */
    int fresh() {
        return fresh;
    }

    /** Starts a transaction of its own and returns at once. */
    void send() {
        if (fresh > 0) {
            DeliveryStatement statement = new DeliveryStatement(fresh);
            addTo(statement);
            answer = statement.send(database, place);
        }
        sendFind();
    }

    /** Asks where those are whose object is given up; whoever brings them again may have brought them before. */
    private void sendFind() {
        if (fresh < distinct.size()) {
            UUID[] sought = distinct.entrySet().stream()
                    .filter(entry -> isStale(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toArray(UUID[]::new);
            earlier = DeliveryStatement.sendFind(database, accountId, sought);
        }
    }

    void addTo(DeliveryStatement statement) {
        distinct.forEach((id, delivery) -> {
            if (!isStale(delivery)) {
                long expiry = delivery.getRecordTimeMillis() + dedupRetention.toMillis();
                statement.add(accountId, id, ids.next(), body(delivery), delivery.getInternalDateMillis(), expiry);
            }
        });
    }

    /** Takes what a shared transaction has answered about this account; what it was not asked about is asked for now. */
    void answered(List<Placed> placed) {
        answer = Pending.of(placed);
        sendFind();
    }

    private boolean isStale(Delivery delivery) {
        return stale.contains(body(delivery).getBlob().getObjectKey());
    }

    private StoredBody body(Delivery delivery) {
        return request.getBodies(delivery.getBody());
    }

    /** Waits for the transaction, repeats it if need be, and fills in the outcomes of this account. */
    void finish(DeliverOutcome[] outcomes, ChangeHints hints) throws InterruptedException {
        Map<UUID, Placed> placed;
        try {
            placed = await();
        } catch (PutOffException e) {
            DeliverOutcome again = DeliverOutcome.newBuilder()
                    .setStatus(DeliverOutcome.Status.RETRY)
                    .build();
            positions.forEach(position -> outcomes[position] = again);
            return;
        }
        Set<UUID> told = new HashSet<>();
        for (int position : positions) {
            Delivery delivery = request.getDeliveries(position);
            UUID id = OperationTable.id(delivery.getDeliveryId());
            outcomes[position] = outcome(delivery, placed.get(id), told.add(id));
        }
        for (Placed one : placed.values()) {
            if (!one.already()) {
                hints.mailboxChanged(accountId, one.mailboxId(), one.modSeq(), one.uidNext());
                return;
            }
        }
    }

    private DeliverOutcome outcome(Delivery delivery, @Nullable Placed placed, boolean first) {
        if (placed == null) {
            return DeliverOutcome.newBuilder()
                    .setStatus(isStale(delivery) ? DeliverOutcome.Status.STALE_BLOB : DeliverOutcome.Status.GONE)
                    .build();
        }
        if (placed.forgone()) {
            return DeliverOutcome.newBuilder()
                    .setStatus(DeliverOutcome.Status.FORGONE)
                    .build();
        }
        return DeliverOutcome.newBuilder()
                .setStatus(first && !placed.already() ? DeliverOutcome.Status.STORED : DeliverOutcome.Status.ALREADY)
                .setMailboxId(placed.mailboxId())
                .setUidValidity(placed.uidValidity())
                .setUid(placed.uid())
                .build();
    }

    /** The account cannot be served now. */
    private static final class PutOffException extends Exception {
        PutOffException(RuntimeException cause) {
            super(cause);
        }
    }

    /** Where each delivery is. */
    private Map<UUID, Placed> await() throws InterruptedException, PutOffException {
        Map<UUID, Placed> placed = new HashMap<>();
        for (int attempt = 1; ; attempt++) {
            try {
                read(answer, placed);
                read(earlier, placed);
                if (attempt == ATTEMPTS || !lacksCopyForSent(placed)) {
                    return placed;
                }
            } catch (UnavailableException e) {
                LOG.warnf("delivery put off account=%d reason=%s", accountId, e.getMessage());
                throw new PutOffException(e);
            } catch (RuntimeException e) {
                // A conflict, or the same delivery by somebody else, who has just committed: the next look will see it.
                boolean again = DeliveryStatement.mayRepeat(e) && attempt < ATTEMPTS;
                if (!again) {
                    LOG.errorf(e, "delivery failed account=%d", accountId);
                    throw new PutOffException(e);
                }
            }
            send();
        }
    }

    /** The mailbox for what was sent was found and then deleted, while the statement waited for it; the next look finds another place. */
    private boolean lacksCopyForSent(Map<UUID, Placed> placed) {
        return distinct.entrySet().stream()
                .anyMatch(entry -> entry.getValue().getPlace() == Delivery.Place.SENT
                        && !isStale(entry.getValue())
                        && !placed.containsKey(entry.getKey()));
    }

    private static void read(@Nullable Pending<List<Placed>> pending, Map<UUID, Placed> placed)
            throws InterruptedException {
        if (pending != null) {
            for (Placed one : pending.await()) {
                placed.putIfAbsent(one.deliveryId(), one);
            }
        }
    }
}
