package org.packetboat.mailbox.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.DeliverResponse;
import org.packetboat.contracts.mailbox.Delivery;
import org.packetboat.contracts.mailbox.ForgoRequest;
import org.packetboat.contracts.mailbox.ForgoResponse;
import org.packetboat.mailbox.ledger.ReferenceWindows;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.BodyIds;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DeliveredTable;
import org.packetboat.mailbox.store.OperationTable;

/**
 * Puts accepted messages into INBOXes, and copies of what was submitted into mailboxes for sent mail (architecture 3.2). The deliveries to one mailbox
 * succeed or fail together; INBOXes of several accounts share a transaction, since most of what one costs is not the messages (ADR 18). An account that
 * cannot be served does not touch the others: it is left to a transaction of its own. All of them run at the same time. A repeat finds the dedup rows
 * and answers ALREADY.
 */
public final class Deliverer {
    /** Messages in a transaction of several accounts: their mailboxes are locked for as long as it takes. */
    private static final int MOST_SHARED = 64;

    private final Database database;
    private final ReferenceWindows windows;
    private final BodyIds ids;
    private final ChangeHints hints;
    private final DeliveryTerms terms;

    public Deliverer(Database database, ReferenceWindows windows, BodyIds ids, ChangeHints hints, DeliveryTerms terms) {
        this.database = database;
        this.windows = windows;
        this.ids = ids;
        this.hints = hints;
        this.terms = terms;
    }

    /** A mailbox of an account. */
    record Target(long accountId, Delivery.Place place) {}

    /** One outcome per delivery; fails as a whole only when the ledger cannot be asked. */
    public DeliverResponse deliver(DeliverRequest request) throws InterruptedException {
        Set<String> stale = windows.stale(objectKeys(request));
        List<AccountDelivery> all = new ArrayList<>();
        List<AccountDelivery> alone = new ArrayList<>();
        List<SharedDelivery> shared = new ArrayList<>();
        List<AccountDelivery> group = new ArrayList<>();
        for (Map.Entry<Target, List<Integer>> one : byTarget(request).entrySet()) {
            AccountDelivery delivery = new AccountDelivery(
                    one.getKey(), request, one.getValue(), stale, terms.dedupRetention(), database, ids);
            all.add(delivery);
            if (!delivery.isShareable()) {
                alone.add(delivery);
                continue;
            }
            if (isFull(group, delivery)) {
                close(group, alone, shared);
            }
            group.add(delivery);
        }
        close(group, alone, shared);
        shared.forEach(SharedDelivery::send);
        alone.forEach(AccountDelivery::send);
        DeliverOutcome[] outcomes = new DeliverOutcome[request.getDeliveriesCount()];
        for (SharedDelivery delivery : shared) {
            delivery.sendLeftOut();
        }
        for (AccountDelivery delivery : all) {
            delivery.finish(outcomes, hints);
        }
        return DeliverResponse.newBuilder().addAllOutcomes(List.of(outcomes)).build();
    }

    /** Gives a delivery up where it has not come through: either that or a delivery, and for good. */
    public ForgoResponse forgo(ForgoRequest request) throws InterruptedException {
        UUID id = OperationTable.id(request.getDeliveryId());
        List<Long> accounts = request.getAccountIdsList();
        ForgoResponse.Builder forgone = ForgoResponse.newBuilder();
        for (int from = 0; from < accounts.size(); from += terms.accountsPerTransaction()) {
            int to = Math.min(from + terms.accountsPerTransaction(), accounts.size());
            forgone.addAllAccountIds(
                    new DeliveredTable(database).forgo(id, accounts.subList(from, to), terms.dedupRetention()));
        }
        return forgone.build();
    }

    private boolean isFull(List<AccountDelivery> group, AccountDelivery next) {
        int messages = group.stream().mapToInt(AccountDelivery::fresh).sum();
        return group.size() >= terms.accountsPerTransaction() || messages + next.fresh() > MOST_SHARED;
    }

    /** Nobody to share with: then it waits for its mailbox. */
    private void close(List<AccountDelivery> group, List<AccountDelivery> alone, List<SharedDelivery> shared) {
        if (group.size() > 1) {
            shared.add(new SharedDelivery(List.copyOf(group), database));
        } else {
            alone.addAll(group);
        }
        group.clear();
    }

    private static Set<String> objectKeys(DeliverRequest request) {
        Set<String> keys = new HashSet<>();
        for (StoredBody body : request.getBodiesList()) {
            keys.add(body.getBlob().getObjectKey());
        }
        return keys;
    }

    private static Map<Target, List<Integer>> byTarget(DeliverRequest request) {
        Map<Target, List<Integer>> targets = new LinkedHashMap<>();
        for (int i = 0; i < request.getDeliveriesCount(); i++) {
            Delivery delivery = request.getDeliveries(i);
            targets.computeIfAbsent(
                            new Target(delivery.getAccountId(), delivery.getPlace()), target -> new ArrayList<>(1))
                    .add(i);
        }
        return targets;
    }
}
