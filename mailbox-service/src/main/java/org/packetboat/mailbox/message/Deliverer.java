package org.packetboat.mailbox.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.DeliverResponse;
import org.packetboat.contracts.mailbox.Delivery;
import org.packetboat.mailbox.ledger.ReferenceWindows;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.BodyIds;
import org.packetboat.mailbox.store.Database;

/**
 * Puts accepted messages into INBOXes, and copies of what was submitted into mailboxes for sent mail (architecture 3.2). Each mailbox is one
 * transaction, all of them at the same time: its deliveries succeed or fail together, and one account that cannot be served does not touch the others. A repeat finds the dedup rows and answers ALREADY.
 */
public final class Deliverer {
    private final Database database;
    private final ReferenceWindows windows;
    private final BodyIds ids;
    private final ChangeHints hints;
    private final Duration dedupRetention;

    public Deliverer(
            Database database, ReferenceWindows windows, BodyIds ids, ChangeHints hints, Duration dedupRetention) {
        this.database = database;
        this.windows = windows;
        this.ids = ids;
        this.hints = hints;
        this.dedupRetention = dedupRetention;
    }

    /** A mailbox of an account. */
    record Target(long accountId, Delivery.Place place) {}

    /** One outcome per delivery; fails as a whole only when the ledger cannot be asked. */
    public DeliverResponse deliver(DeliverRequest request) throws InterruptedException {
        Set<String> stale = windows.stale(objectKeys(request));
        List<AccountDelivery> deliveries = new ArrayList<>();
        byTarget(request)
                .forEach((target, positions) -> deliveries.add(
                        new AccountDelivery(target, request, positions, stale, dedupRetention, database, ids)));
        deliveries.forEach(AccountDelivery::send);
        DeliverOutcome[] outcomes = new DeliverOutcome[request.getDeliveriesCount()];
        for (AccountDelivery delivery : deliveries) {
            delivery.finish(outcomes, hints);
        }
        return DeliverResponse.newBuilder().addAllOutcomes(List.of(outcomes)).build();
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
