package org.packetboat.delivery.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.mail.failure.UnavailableException;

/** The queue in memory; passes the same contract test as the real one. */
public final class FakeRelayQueue implements RelayQueue, QueueControl {
    private static final int CLAIM_HEADS = 10;
    private static final int MOST_REPLY = 1_000;

    private final InstantSource clock;
    private final Map<DeliveryId, Message> messages = new HashMap<>();
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Block> blocks = new TreeMap<>();
    private int failSettling;
    private boolean overtaking;
    private Step afterSettling = () -> {};

    public FakeRelayQueue(InstantSource clock) {
        this.clock = clock;
    }

    private record Message(AcceptedMail mail, Optional<KeptBody> body) {}

    private record Block(Instant until, int failures) {
        boolean isOld(Instant now) {
            return !until.isAfter(now.minus(Duration.ofDays(1)));
        }
    }

    private static final class Item {
        private final DeliveryId id;
        private final Entry entry;
        private final Instant queuedAt;
        private State state = State.WAITING;
        private Instant dueAt;
        private Instant expiresAt;
        private Optional<Instant> warnAt;
        private Optional<Instant> quietUntil = Optional.empty();
        private int attempts;
        private long fence;
        private String holder = "";
        private String lastReply = "";
        private Optional<Report> report = Optional.empty();

        private Item(DeliveryId id, Entry entry, Instant queuedAt) {
            this.id = id;
            this.entry = entry;
            this.queuedAt = queuedAt;
            this.dueAt = entry.dueAt();
            this.expiresAt = entry.expiresAt();
            this.warnAt = entry.warnAt();
        }

        private Instant lookAt() {
            Instant at = warnAt.filter(warn -> warn.isBefore(expiresAt)).orElse(expiresAt);
            return quietUntil.filter(quiet -> quiet.isAfter(at)).orElse(at);
        }

        private boolean isOpen() {
            return state == State.WAITING || state == State.HELD;
        }

        private boolean isUnderWay(Instant now) {
            return !holder.isEmpty() && dueAt.isAfter(now);
        }
    }

    /** So many calls of {@link #settle} fail before they have done anything. */
    public synchronized void failSettling(int calls) {
        failSettling = calls;
    }

    /** Runs whenever something was settled. */
    public synchronized void afterSettling(Step step) {
        afterSettling = step;
    }

    /** Something that takes time. */
    public interface Step {
        void run() throws InterruptedException;
    }

    /** From now on everything is somebody else's by the time of its settlement. */
    public synchronized void overtake() {
        overtaking = true;
    }

    /** Rows stay, and their messages do not. */
    public synchronized void loseMessages() {
        messages.clear();
    }

    /** What is not done. */
    public synchronized List<Row> open() {
        return list(Filter.ALL, Page.FIRST);
    }

    /** The queued messages. */
    public synchronized List<AcceptedMail> mails() {
        return messages.values().stream().map(Message::mail).toList();
    }

    @Override
    public synchronized boolean knows(DeliveryId id, List<String> recipients) {
        return recipients.stream()
                .allMatch(recipient -> items.stream()
                        .anyMatch(item ->
                                item.id.equals(id) && item.entry.recipient().equals(recipient)));
    }

    @Override
    public synchronized boolean add(AcceptedMail mail, Optional<KeptBody> body, List<Entry> recipients) {
        DeliveryId id = DeliveryId.of(mail.getDeliveryId());
        boolean added = false;
        for (Entry entry : recipients) {
            if (items.stream()
                    .noneMatch(
                            item -> item.id.equals(id) && item.entry.recipient().equals(entry.recipient()))) {
                items.add(new Item(id, entry, clock.instant()));
                added = true;
            }
        }
        if (added) {
            messages.putIfAbsent(id, new Message(mail, body));
        }
        return added;
    }

    @Override
    public synchronized List<Due> due(String after, int limit, Optional<String> shared) {
        Instant now = clock.instant();
        TreeSet<String> destinations = new TreeSet<>();
        items.stream()
                .filter(item -> item.state == State.WAITING && !item.dueAt.isAfter(now))
                .forEach(item -> destinations.add(item.entry.destination()));
        return destinations.tailSet(after, false).stream()
                .filter(destination ->
                        !block(shared.orElse(destination)).until().isAfter(now))
                .map(destination -> new Due(destination, failures(shared.orElse(destination))))
                .limit(limit)
                .toList();
    }

    private int failures(String destination) {
        Block block = block(destination);
        return block.isOld(clock.instant()) ? 0 : block.failures();
    }

    private Block block(String destination) {
        return blocks.getOrDefault(destination, new Block(Instant.EPOCH, 0));
    }

    @Override
    public synchronized List<Claim> claim(String destination, Holder holder) {
        Instant now = clock.instant();
        List<Item> due = items.stream()
                .filter(item -> item.state == State.WAITING
                        && item.entry.destination().equals(destination)
                        && !item.dueAt.isAfter(now))
                .sorted(Comparator.comparing((Item item) -> item.dueAt))
                .toList();
        Set<DeliveryId> heads = new HashSet<>();
        due.stream().limit(CLAIM_HEADS).forEach(item -> heads.add(item.id));
        return due.stream()
                .filter(item -> heads.contains(item.id))
                .map(item -> claim(item, holder, 1))
                .toList();
    }

    @Override
    public synchronized List<Claim> claimOverdue(int limit, Holder holder) {
        Instant now = clock.instant();
        return items.stream()
                .filter(item -> item.state == State.WAITING && !item.lookAt().isAfter(now) && !item.isUnderWay(now))
                .limit(limit)
                .map(item -> claim(item, holder, 0))
                .toList();
    }

    private Claim claim(Item item, Holder holder, int attempts) {
        Instant wasDue = item.dueAt;
        item.dueAt = clock.instant().plus(holder.lease());
        item.holder = holder.name();
        item.fence++;
        item.attempts += attempts;
        return new Claim(
                item.id,
                item.entry.recipient(),
                item.entry.destination(),
                item.fence,
                item.attempts,
                item.queuedAt,
                wasDue,
                item.warnAt,
                item.expiresAt,
                item.lastReply);
    }

    private Optional<Item> ours(Claim claim) {
        return items.stream()
                .filter(item -> item.id.equals(claim.deliveryId())
                        && item.entry.recipient().equals(claim.recipient())
                        && item.fence == claim.fence()
                        && item.isOpen())
                .findFirst();
    }

    private Optional<Item> open(Claim claim) {
        return items.stream()
                .filter(item -> item.id.equals(claim.deliveryId())
                        && item.entry.recipient().equals(claim.recipient())
                        && item.isOpen())
                .findFirst();
    }

    @Override
    public synchronized Set<Claim> renew(List<Claim> claims, Holder holder) {
        Set<Claim> renewed = new HashSet<>();
        for (Claim claim : claims) {
            ours(claim).filter(item -> item.holder.equals(holder.name())).ifPresent(item -> {
                item.dueAt = clock.instant().plus(holder.lease());
                renewed.add(claim);
            });
        }
        return renewed;
    }

    @Override
    public synchronized Optional<AcceptedMail> load(DeliveryId id) {
        return Optional.ofNullable(messages.get(id)).map(Message::mail);
    }

    @Override
    public synchronized Settled settle(List<Settlement> settlements) throws InterruptedException {
        if (failSettling > 0) {
            failSettling--;
            throw new UnavailableException("told to fail");
        }
        List<String> unneeded = new ArrayList<>();
        List<Claim> lost = new ArrayList<>();
        for (Settlement settlement : settlements) {
            Claim claim = settlement.claim();
            if (overtaking) {
                open(claim).ifPresent(item -> item.fence++);
            }
            if (ours(claim).isEmpty()) {
                lost.add(claim);
            }
            (settlement instanceof Settlement.Taken ? open(claim) : ours(claim))
                    .ifPresent(item -> settle(item, settlement));
            unneeded.addAll(removeDone(claim.deliveryId()));
        }
        afterSettling.run();
        return new Settled(unneeded, lost);
    }

    private static void settle(Item item, Settlement settlement) {
        item.holder = "";
        item.fence++;
        item.dueAt = settlement.claim().wasDue();
        switch (settlement) {
            case Settlement.Taken taken -> {
                item.lastReply = kept(taken.reply());
                owe(item, taken.report());
            }
            case Settlement.GivenUp givenUp -> {
                item.lastReply = kept(givenUp.reply());
                owe(item, Optional.of(givenUp.report()));
            }
            case Settlement.Done done -> {
                item.state = State.DONE;
                item.lastReply = kept(done.reply());
            }
            case Settlement.Later later -> {
                item.dueAt = later.dueAt();
                item.lastReply = kept(later.reply());
            }
            case Settlement.Untouched _ -> item.attempts--;
            case Settlement.Warned _ -> item.warnAt = Optional.empty();
            case Settlement.Unlooked unlooked -> item.quietUntil = Optional.of(unlooked.lookAt());
        }
    }

    private static String kept(String reply) {
        return reply.substring(0, Math.min(MOST_REPLY, reply.length()));
    }

    private static void owe(Item item, Optional<Report> report) {
        item.report = report;
        item.state = report.isPresent() ? State.OWED : State.DONE;
        report.ifPresent(one -> item.dueAt = one.dueAt());
    }

    @Override
    public synchronized List<Owed> claimOwed(int limit, Duration lease) {
        Instant now = clock.instant();
        List<Owed> owed = new ArrayList<>();
        for (Item item : items) {
            if (item.state == State.OWED && !item.dueAt.isAfter(now) && owed.size() < limit) {
                owed.add(new Owed(item.id, item.entry.recipient(), item.report.orElseThrow(), item.lastReply));
                item.dueAt = now.plus(lease);
            }
        }
        return owed;
    }

    @Override
    public synchronized List<String> reported(DeliveryId id, List<String> recipients) {
        items.stream()
                .filter(item ->
                        item.id.equals(id) && item.state == State.OWED && recipients.contains(item.entry.recipient()))
                .forEach(item -> item.state = State.DONE);
        return removeDone(id);
    }

    @Override
    public synchronized void postponeReport(Owed owed, Duration delay) {
        items.stream()
                .filter(item -> item.id.equals(owed.deliveryId())
                        && item.state == State.OWED
                        && item.entry.recipient().equals(owed.recipient()))
                .forEach(item -> item.dueAt = clock.instant().plus(delay));
    }

    private List<String> removeDone(DeliveryId id) {
        if (items.stream().anyMatch(item -> item.id.equals(id) && item.state != State.DONE)) {
            return List.of();
        }
        Message removed = messages.remove(id);
        return removed == null
                ? List.of()
                : removed.body().flatMap(KeptBody::owned).stream().toList();
    }

    @Override
    public synchronized int block(String destination, int known, String reason, IntFunction<Duration> delay) {
        Instant now = clock.instant();
        Block before = block(destination);
        if (before.until().isAfter(now) || before.failures() > known && !before.isOld(now)) {
            return 0;
        }
        int failures = before.isOld(now) ? 1 : before.failures() + 1;
        blocks.put(destination, new Block(now.plus(delay.apply(failures)), failures));
        return failures;
    }

    @Override
    public synchronized void unblock(String destination) {
        blocks.remove(destination);
    }

    @Override
    public synchronized List<DeliveryId> bodiesEnding(Instant until, int limit) {
        return messages.entrySet().stream()
                .filter(entry -> entry.getValue()
                        .body()
                        .filter(body -> body.until().isBefore(until))
                        .isPresent())
                .sorted(Comparator.comparing(
                        entry -> entry.getValue().body().orElseThrow().until()))
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void postponeBody(DeliveryId id, Instant until) {
        messages.computeIfPresent(
                id,
                (key, message) ->
                        new Message(message.mail(), message.body().map(body -> new KeptBody(body.objectKey(), until))));
    }

    @Override
    public synchronized Optional<String> moveBody(AcceptedMail mail, KeptBody body) {
        DeliveryId id = DeliveryId.of(mail.getDeliveryId());
        Message old = messages.get(id);
        if (old == null) {
            return Optional.of(body.objectKey());
        }
        messages.put(id, new Message(mail, Optional.of(body)));
        return old.body().flatMap(KeptBody::owned);
    }

    @Override
    public synchronized int forget(int limit) {
        Instant now = clock.instant();
        List<Item> over = items.stream()
                .filter(item ->
                        item.state == State.DONE && !item.entry.forgetAt().isAfter(now))
                .limit(limit)
                .toList();
        items.removeAll(over);
        blocks.values().removeIf(block -> block.isOld(now));
        return over.size();
    }

    @Override
    public synchronized Depth depth(int destinations) {
        Map<String, List<Row>> byDestination = new TreeMap<>();
        open().forEach(row -> byDestination
                .computeIfAbsent(row.destination(), any -> new ArrayList<>())
                .add(row));
        List<Depth.Share> largest = byDestination.entrySet().stream()
                .map(entry -> new Depth.Share(
                        entry.getKey(),
                        entry.getValue().size(),
                        oldest(entry.getValue()).orElseThrow()))
                .sorted(Comparator.comparing(Depth.Share::recipients).reversed())
                .limit(destinations)
                .toList();
        return new Depth(count(State.WAITING), count(State.HELD), oldest(open()), largest);
    }

    private static Optional<Instant> oldest(List<Row> rows) {
        return rows.stream().map(Row::queuedAt).min(Comparator.naturalOrder());
    }

    private long count(State state) {
        return items.stream().filter(item -> item.state == state).count();
    }

    @Override
    public synchronized List<Row> list(Filter filter, Page page) {
        return items.stream()
                .filter(item -> item.state != State.DONE && fits(item, filter))
                .map(this::row)
                .sorted(Comparator.comparing((Row row) -> row.deliveryId().toString())
                        .thenComparing(Row::recipient))
                .filter(row -> isBehind(row, page))
                .limit(page.limit())
                .toList();
    }

    private static boolean isBehind(Row row, Page page) {
        if (page.id().isEmpty()) {
            return true;
        }
        int order = row.deliveryId().toString().compareTo(page.id().get().toString());
        return order > 0 || order == 0 && row.recipient().compareTo(page.recipient()) > 0;
    }

    private static boolean fits(Item item, Filter filter) {
        return filter.id().filter(id -> !id.equals(item.id)).isEmpty()
                && filter.recipient()
                        .filter(recipient -> !recipient.equals(item.entry.recipient()))
                        .isEmpty()
                && filter.destination()
                        .filter(destination -> !destination.equals(item.entry.destination()))
                        .isEmpty()
                && filter.state().filter(state -> state != item.state).isEmpty();
    }

    private Row row(Item item) {
        return new Row(
                item.id,
                item.entry.recipient(),
                item.entry.destination(),
                item.state,
                item.entry.priority(),
                item.attempts,
                item.queuedAt,
                item.dueAt,
                item.expiresAt,
                item.isUnderWay(clock.instant()) ? item.holder : "",
                item.lastReply);
    }

    @Override
    public synchronized List<Row> show(DeliveryId id) {
        return items.stream()
                .filter(item -> item.id.equals(id))
                .map(this::row)
                .sorted(Comparator.comparing(Row::recipient))
                .toList();
    }

    @Override
    public synchronized Optional<AcceptedMail> message(DeliveryId id) {
        return load(id);
    }

    @Override
    public synchronized Changed change(Change change, Filter filter, Witness witness) {
        Instant now = clock.instant();
        List<String> unneeded = new ArrayList<>();
        int changed = 0;
        for (Item item : items) {
            boolean isUnasked = item.state == State.OWED && filter.state().isEmpty();
            if (item.state == State.DONE || isUnasked || !fits(item, filter)) {
                continue;
            }
            boolean did = switch (change) {
                case RETRY -> item.state == State.WAITING && !item.isUnderWay(now) && again(item, now, filter);
                case HOLD -> item.state == State.WAITING && to(item, State.HELD);
                case RELEASE -> item.state == State.HELD && to(item, State.WAITING) && again(item, now, filter);
                case DROP -> {
                    item.fence++;
                    item.holder = "";
                    yield to(item, State.DONE);
                }
            };
            if (did) {
                changed++;
                witness.changed(item.id, item.entry.recipient());
            }
            if (change == Change.DROP) {
                unneeded.addAll(removeDone(item.id));
            }
        }
        return new Changed(changed, unneeded);
    }

    private static boolean to(Item item, State state) {
        item.state = Objects.requireNonNull(state);
        return true;
    }

    private boolean again(Item item, Instant now, Filter filter) {
        Instant end = item.entry.window().to().orElse(Instant.MAX);
        Instant hour = now.plus(Duration.ofHours(1));
        Instant quiet = hour.isBefore(end) ? hour : end;
        if (!item.isUnderWay(now)) {
            Instant soon = item.dueAt.isBefore(now) ? item.dueAt : now;
            Instant from = item.entry.window().from().orElse(soon);
            item.dueAt = filter.id().isEmpty() && from.isAfter(soon) ? from : soon;
        }
        item.expiresAt = item.expiresAt.isBefore(quiet) ? quiet : item.expiresAt;
        item.quietUntil = Optional.of(quiet);
        blocks.remove(item.entry.destination());
        return true;
    }
}
