package org.packetboat.mailbox.message;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DeliveryStatement;
import org.packetboat.mailbox.store.DeliveryStatement.Placed;
import org.packetboat.mailbox.store.Pending;

/**
 * The deliveries of one call to the INBOXes of some accounts that share a transaction. An account in whose INBOX something is being done is left out, and
 * all are when it fails: then each has a transaction of its own, and none suffers from another.
 */
final class SharedDelivery {
    private static final Logger LOG = Logger.getLogger(SharedDelivery.class);

    private final List<AccountDelivery> accounts;
    private final Database database;
    private @Nullable Pending<List<Placed>> answer;

    SharedDelivery(List<AccountDelivery> accounts, Database database) {
        this.accounts = accounts;
        this.database = database;
    }

    /** Starts the transaction and returns at once. */
    void send() {
        int messages = accounts.stream().mapToInt(AccountDelivery::fresh).sum();
        DeliveryStatement statement = new DeliveryStatement(messages);
        accounts.forEach(account -> account.addTo(statement));
        answer = statement.sendToFree(database);
    }

    /** Waits for the transaction, and starts one of its own for each account that it has left out, wholly or in part. */
    void sendLeftOut() throws InterruptedException {
        Map<Long, List<Placed>> placed = new HashMap<>();
        try {
            placed.putAll(requireNonNull(answer).await().stream().collect(Collectors.groupingBy(Placed::accountId)));
        } catch (RuntimeException e) {
            // Whatever it was, and whether it has committed: each account finds out for itself.
            LOG.debugf(e, "shared delivery failed accounts=%d", accounts.size());
        }
        for (AccountDelivery account : accounts) {
            List<Placed> own = placed.getOrDefault(account.accountId(), List.of());
            if (own.size() < account.fresh()) {
                // What was there before is told of an account that was left out as well.
                account.send();
            } else {
                account.answered(own);
            }
        }
    }
}
