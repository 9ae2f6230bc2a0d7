package org.packetboat.delivery.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.Deferrals;

/** The table in memory; passes the same contract test as the real one. */
public final class FakeDeferrals implements Deferrals {
    private final InstantSource clock;
    private final Map<DeliveryId, AcceptedMail> messages = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

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

    @Override
    public synchronized void add(AcceptedMail mail, List<Waiting> recipients) {
        DeliveryId id = DeliveryId.of(mail.getDeliveryId());
        messages.put(id, mail);
        for (Waiting waiting : recipients) {
            if (rows.stream().noneMatch(row -> row.is(id, waiting))) {
                rows.add(new Row(id, waiting, clock.instant()));
            }
        }
    }

    @Override
    public synchronized List<Claimed> claimDue(int limit, Duration lease) {
        List<Claimed> claimed = new ArrayList<>();
        Instant now = clock.instant();
        rows.stream()
                .filter(row -> !row.dueAt.isAfter(now))
                .sorted(Comparator.comparing(row -> row.dueAt))
                .limit(limit)
                .forEach(row -> {
                    row.dueAt = now.plus(lease);
                    row.fence++;
                    row.attempts++;
                    claimed.add(new Claimed(
                            row.id,
                            row.waiting.forwardPath(),
                            row.waiting.accountId(),
                            row.fence,
                            row.attempts,
                            row.deferredAt,
                            java.util.Objects.requireNonNull(messages.get(row.id))));
                });
        return claimed;
    }

    @Override
    public synchronized boolean finish(Claimed claimed) {
        rows.removeIf(row -> row.is(claimed));
        return rows.stream().noneMatch(row -> row.id.equals(claimed.deliveryId()))
                && messages.remove(claimed.deliveryId()) != null;
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
