package org.packetboat.delivery.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.mail.failure.UnavailableException;

/** Mailboxes in memory; refuses a row that is there already, as the real one does, and can be told how to answer. */
public final class FakeMailboxes implements Mailboxes {
    private final Map<Long, List<Row>> rows = new HashMap<>();
    private final Map<Long, Outcome> answers = new HashMap<>();
    private final Map<String, Resolution> addresses = new HashMap<>();
    private final Set<String> staleKeys = new HashSet<>();
    private final Set<Long> poisonous = new HashSet<>();
    private final Set<String> poisonousAddresses = new HashSet<>();
    private boolean away;
    private int failAfterStoring;
    private int calls;

    /** A message in a mailbox. */
    public record Row(DeliveryId deliveryId, BlobRef blob, long size) {}

    /** From now on this account answers so; {@code STORED} is the usual. */
    public synchronized void answer(long accountId, Outcome status) {
        answers.put(accountId, status);
    }

    /** From now on every call fails, or no longer. */
    public synchronized void setAway(boolean away) {
        this.away = away;
    }

    /** So many calls store everything and then fail. */
    public synchronized void failAfterStoring(int calls) {
        failAfterStoring = calls;
    }

    /** A call with a delivery for this account fails as a whole. */
    public synchronized void poison(long accountId) {
        poisonous.add(accountId);
    }

    /** What this address means cannot be found out, for a reason that time does not heal. */
    public synchronized void poison(String address) {
        poisonousAddresses.add(address);
    }

    /** References to this object are refused. */
    public synchronized void stale(String objectKey) {
        staleKeys.add(objectKey);
    }

    /** This address is a local account. */
    public synchronized void account(String address, long accountId) {
        addresses.put(address, new Resolution(List.of(accountId), List.of()));
    }

    /** This address is in another domain. */
    public synchronized void elsewhere(String address) {
        addresses.put(address, new Resolution(List.of(), List.of(address)));
    }

    /** What is in an account's mailbox. */
    public synchronized List<Row> rows(long accountId) {
        return List.copyOf(rows.getOrDefault(accountId, List.of()));
    }

    /** All rows of all accounts. */
    public synchronized List<Row> rows() {
        return rows.values().stream().flatMap(List::stream).toList();
    }

    public synchronized int calls() {
        return calls;
    }

    @Override
    public synchronized List<Outcome> deliver(List<StoredBody> bodies, List<Delivery> deliveries) {
        calls++;
        failIfAway();
        Set<String> together = new HashSet<>();
        for (Delivery delivery : deliveries) {
            if (poisonous.contains(delivery.accountId())) {
                throw new IllegalStateException("INTERNAL");
            }
            if (!together.add(delivery.id() + "/" + delivery.accountId())) {
                throw new IllegalStateException("the same delivery twice in one request");
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            outcomes.add(store(bodies.get(delivery.body()), delivery));
        }
        if (failAfterStoring > 0) {
            failAfterStoring--;
            throw new UnavailableException("told to fail after storing");
        }
        return outcomes;
    }

    private Outcome store(StoredBody body, Delivery delivery) {
        List<Row> mailbox = rows.computeIfAbsent(delivery.accountId(), account -> new ArrayList<>());
        if (mailbox.stream().anyMatch(row -> row.deliveryId().equals(delivery.id()))) {
            return Outcome.ALREADY;
        }
        Outcome told = answers.getOrDefault(delivery.accountId(), Outcome.STORED);
        if (told != Outcome.STORED) {
            return told;
        }
        if (staleKeys.contains(body.getBlob().getObjectKey())) {
            return Outcome.STALE_BLOB;
        }
        mailbox.add(new Row(delivery.id(), body.getBlob(), body.getMetadata().getSize()));
        return Outcome.STORED;
    }

    @Override
    public synchronized Resolution resolve(String address) {
        failIfAway();
        if (poisonousAddresses.contains(address)) {
            throw new IllegalStateException("poison");
        }
        return addresses.getOrDefault(address, new Resolution(List.of(), List.of()));
    }

    private void failIfAway() {
        if (away) {
            throw new UnavailableException("told to be away");
        }
    }
}
