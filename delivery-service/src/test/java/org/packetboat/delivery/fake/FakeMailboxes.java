package org.packetboat.delivery.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.records.AcceptedMail;
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
    private final Set<String> forgone = new HashSet<>();
    private final Set<Long> unanswered = new HashSet<>();
    private boolean away;
    private int failAfterStoring;
    private final Map<String, TreeSet<String>> lists = new HashMap<>();
    private int calls;
    private int pages;
    private int failFromPage;
    private int failures;

    /** A message in a mailbox. */
    public record Row(DeliveryId deliveryId, BlobRef blob, long size, AcceptedMail.Place place) {}

    /** From now on this account answers so; {@code STORED} is the usual. */
    public synchronized void answer(long accountId, Outcome status) {
        answers.put(accountId, status);
    }

    /** From now on this account gets its messages, and nobody learns of it. */
    public synchronized void loseAnswers(long accountId) {
        unanswered.add(accountId);
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

    /** It can be found out again. */
    public synchronized void heal(String address) {
        poisonousAddresses.remove(address);
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
            if (!together.add(key(delivery.id(), delivery.accountId()))) {
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
        // Whatever keeps the real one from storing may keep it from looking.
        Outcome told = answers.getOrDefault(delivery.accountId(), Outcome.STORED);
        if (told != Outcome.STORED) {
            return told;
        }
        if (has(delivery.accountId(), delivery.id())) {
            return Outcome.ALREADY;
        }
        if (forgone.contains(key(delivery.id(), delivery.accountId()))) {
            return Outcome.FORGONE;
        }
        if (staleKeys.contains(body.getBlob().getObjectKey())) {
            return Outcome.STALE_BLOB;
        }
        mailbox.add(new Row(delivery.id(), body.getBlob(), body.getMetadata().getSize(), delivery.place()));
        return unanswered.contains(delivery.accountId()) ? Outcome.RETRY : Outcome.STORED;
    }

    private boolean has(long accountId, DeliveryId id) {
        return rows.getOrDefault(accountId, List.of()).stream()
                .anyMatch(row -> row.deliveryId().equals(id));
    }

    private static String key(DeliveryId id, long accountId) {
        return id + "/" + accountId;
    }

    @Override
    public synchronized Set<Long> forgo(DeliveryId id, List<Long> accountIds) {
        failIfAway();
        Set<Long> given = new HashSet<>(accountIds);
        given.removeIf(account -> has(account, id));
        given.forEach(account -> forgone.add(key(id, account)));
        return given;
    }

    @Override
    public synchronized Resolution resolve(String address) {
        failIfAway();
        if (poisonousAddresses.contains(address)) {
            throw new IllegalStateException("poison");
        }
        return addresses.getOrDefault(address, new Resolution(List.of(), List.of()));
    }

    /** A list with members that are accounts, addresses elsewhere, or other lists; {@link #account} and {@link #elsewhere} say which. */
    public synchronized void list(String address, String... members) {
        lists.put(address, new TreeSet<>(List.of(members)));
    }

    @Override
    public synchronized Members members(String list, String after, int limit) {
        failIfAway();
        pages++;
        if (pages >= failFromPage && failures > 0) {
            failures--;
            throw new IllegalStateException("told to fail at this page");
        }
        TreeSet<String> all = lists.get(list);
        if (all == null) {
            return new Members(Optional.empty(), List.of(), List.of(), List.of(), List.of(), "");
        }
        List<String> page =
                all.tailSet(after, after.isEmpty()).stream().limit(limit).toList();
        List<Member> accounts = new ArrayList<>();
        List<String> remotePaths = new ArrayList<>();
        List<String> nested = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String member : page) {
            Resolution resolved = addresses.getOrDefault(member, new Resolution(List.of(), List.of()));
            resolved.accountIds().forEach(id -> accounts.add(new Member(id, member)));
            remotePaths.addAll(resolved.remotePaths());
            if (lists.containsKey(member)) {
                nested.add(member);
            } else if (resolved.accountIds().isEmpty() && resolved.remotePaths().isEmpty()) {
                unknown.add(member);
            }
        }
        return new Members(
                Optional.of(new ListFacts(list, "", true)),
                accounts,
                remotePaths,
                nested,
                unknown,
                page.size() < limit ? "" : page.getLast());
    }

    /** From the page with this number on, counted from now on from 1, so many calls fail for no good reason. */
    public synchronized void failAtPage(int page, int calls) {
        pages = 0;
        failFromPage = page;
        failures = calls;
    }

    public synchronized int pages() {
        return pages;
    }

    private void failIfAway() {
        if (away) {
            throw new UnavailableException("told to be away");
        }
    }
}
