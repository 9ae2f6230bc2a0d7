package org.packetboat.delivery.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.mail.failure.UnavailableException;

/** The table in memory; passes the same contract test as the real one. */
public final class FakeDeferrals implements Deferrals {
    private final InstantSource clock;
    private final Map<DeliveryId, AcceptedMail> messages = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private int failAfterAdding;
    private boolean failing;

    public FakeDeferrals(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Row {
        final DeliveryId id;
        final Waiting waiting;
        final Instant deferredAt;
        Instant dueAt;
        long fence;
        int attempts;

        Row(DeliveryId id, Waiting waiting, Instant deferredAt) {
            this.id = id;
            this.waiting = waiting;
            this.deferredAt = deferredAt;
            this.dueAt = waiting.dueAt();
        }

        boolean is(DeliveryId other, Waiting like) {
            return id.equals(other)
                    && waiting.accountId() == like.accountId()
                    && waiting.forwardPath().equals(like.forwardPath());
        }

        boolean is(Claimed claimed) {
            return id.equals(claimed.deliveryId())
                    && waiting.accountId() == claimed.accountId()
                    && waiting.forwardPath().equals(claimed.forwardPath())
                    && fence == claimed.fence();
        }
    }

    /** Everything that waits. */
    public synchronized List<Waiting> waiting() {
        return rows.stream().map(row -> row.waiting).toList();
    }

    /** Their messages. */
    public synchronized List<AcceptedMail> mails() {
        return List.copyOf(messages.values());
    }

    /** So many calls that add something do it and then fail. */
    public synchronized void failAfterAdding(int calls) {
        failAfterAdding = calls;
    }

    /** Whatever is added from now on fails, for a reason that time does not heal. */
    public synchronized void fail() {
        failing = true;
    }

    @Override
    public synchronized boolean join(DeliveryId id, List<Waiting> recipients) {
        if (!messages.containsKey(id)) {
            return false;
        }
        addRows(id, recipients);
        return true;
    }

    @Override
    public synchronized boolean add(AcceptedMail mail, List<Waiting> recipients) {
        DeliveryId id = DeliveryId.of(mail.getDeliveryId());
        AcceptedMail there = messages.putIfAbsent(id, mail);
        addRows(id, recipients);
        return there == null || there.equals(mail);
    }

    private void addRows(DeliveryId id, List<Waiting> recipients) {
        if (failing) {
            throw new IllegalStateException("told to fail");
        }
        for (Waiting waiting : recipients) {
            if (rows.stream().noneMatch(row -> row.is(id, waiting))) {
                rows.add(new Row(id, waiting, clock.instant()));
            }
        }
        if (failAfterAdding > 0) {
            failAfterAdding--;
            throw new UnavailableException("told to fail after adding");
        }
    }

    @Override
    public synchronized Optional<Due> claimDue(int limit, Duration lease) {
        Instant now = clock.instant();
        Optional<Row> head = rows.stream()
                .filter(row -> !row.dueAt.isAfter(now))
                .min(Comparator.comparing((Row row) -> row.dueAt).thenComparing(row -> row.id.uuid()));
        if (head.isEmpty()) {
            return Optional.empty();
        }
        DeliveryId id = head.get().id;
        List<Claimed> claimed = new ArrayList<>();
        rows.stream()
                .filter(row -> row.id.equals(id) && !row.dueAt.isAfter(now))
                .sorted(Comparator.comparing(row -> row.waiting.accountId()))
                .limit(limit)
                .forEach(row -> {
                    row.dueAt = now.plus(lease);
                    row.fence++;
                    row.attempts++;
                    claimed.add(new Claimed(
                            id,
                            row.waiting.forwardPath(),
                            row.waiting.accountId(),
                            row.fence,
                            row.attempts,
                            row.deferredAt));
                });
        return Optional.of(new Due(id, Objects.requireNonNull(messages.get(id)), claimed));
    }

    @Override
    public synchronized boolean finish(List<Claimed> claimed) {
        rows.removeIf(row -> claimed.stream().anyMatch(row::is));
        return !claimed.isEmpty()
                && rows.stream()
                        .noneMatch(row -> row.id.equals(claimed.getFirst().deliveryId()))
                && messages.remove(claimed.getFirst().deliveryId()) != null;
    }

    @Override
    public synchronized void defer(Claimed claimed, Instant dueAt, String reason) {
        rows.stream().filter(row -> row.is(claimed)).forEach(row -> row.dueAt = dueAt);
    }

    @Override
    public synchronized long count() {
        return rows.size();
    }
}
