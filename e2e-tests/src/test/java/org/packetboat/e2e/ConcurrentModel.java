package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.packetboat.testkit.imap.KnownMailbox;
import org.packetboat.testkit.imap.KnownMailbox.Message;
import org.packetboat.testkit.imap.MailboxResponse;

/**
 * What may come out when clients go on at once. While they do, it collects what was done and seen of every message; a UID is one message's, a MODSEQ has
 * one set of flags. When all are at rest, {@link #rest} looks at the mailboxes at every gateway: each UID that was given out is accounted for, each
 * accepted message was there once, and some order explains what was done and seen of each message and what has become of it. Any thread, but
 * {@link #rest} while nobody else does anything.
 */
final class ConcurrentModel implements ModelJudge, AutoCloseable {
    private record Key(String mailbox, long uid) {}

    private record Version(Key key, long modSeq) {}

    private record Swept(Sweep sweep, Span span, String by) {}

    private final List<ImapWire> inspectors = new ArrayList<>();
    private final Map<Key, FlagHistory> histories = new ConcurrentHashMap<>();
    private final Map<Key, String> ids = new ConcurrentHashMap<>();
    private final Map<Key, Key> copies = new ConcurrentHashMap<>();
    private final Map<Version, Integer> versions = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> appended = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Swept>> sweeps = new ConcurrentHashMap<>();
    private final Map<String, Long> accounted = new HashMap<>();
    private final Map<String, Long> uidNexts = new HashMap<>();
    private final Map<String, Long> uidValidities = new ConcurrentHashMap<>();
    private final Map<String, Floor> floors = new ConcurrentHashMap<>();
    private final Set<String> born = new HashSet<>();
    private final Map<String, TreeMap<Long, ModelDifference.State>> resting = new ConcurrentHashMap<>();
    private final AtomicInteger checked = new AtomicInteger();
    private volatile boolean atRest;

    /** @param ports of the gateways to ask */
    ConcurrentModel(String user, List<Integer> ports) throws IOException {
        for (int port : ports) {
            inspectors.add(ImapWire.login(port, user, "secret"));
        }
        for (String mailbox : ModelClient.MAILBOXES) {
            sweeps.put(mailbox, new ArrayList<>());
            accounted.put(mailbox, 0L);
        }
    }

    String figures() {
        return accepted.size() + " delivered, " + appended.size() + " appended, " + copies.size() + " copied or moved, "
                + checked + " histories, " + versions.size() + " pairs of MODSEQ and flags";
    }

    /** Nothing is known of what a message was like before it was first seen. */
    private FlagHistory history(String mailbox, long uid) {
        return histories.computeIfAbsent(new Key(mailbox, uid), key -> FlagHistory.ofNew());
    }

    @Override
    public void accepted(String id) {
        accepted.add(id);
    }

    @Override
    public void appended(String mailbox, List<Letter> letters, Uids uids, Span span) {
        assertThat(uids.uids()).hasSameSizeAs(letters);
        for (int i = 0; i < letters.size(); i++) {
            long uid = uids.uids().get(i);
            identified(new Key(mailbox, uid), letters.get(i).id());
            appended.add(letters.get(i).id());
            FlagHistory history = history(mailbox, uid);
            history.born(span);
            history.bornWith(letters.get(i).flags());
        }
    }

    private void identified(Key key, String id) {
        String before = ids.putIfAbsent(key, id);
        assertThat(before == null || before.equals(id))
                .as("%s is %s, and was %s", key, id, before)
                .isTrue();
    }

    @Override
    public void stored(Store store, Span span) {
        for (long uid : store.uids()) {
            if (!store.modified().contains(uid)) {
                Optional<Integer> result = Optional.ofNullable(store.results().get(uid));
                String what = store.change().text(store.answers() == Answers.NONE) + " gives "
                        + result.map(FlagMask::list).orElse("nothing");
                history(store.mailbox(), uid).done(span, what, state -> after(store, result, state));
            }
        }
    }

    /** The state of a message to which a STORE was applied, and this was the result. */
    private static int after(Store store, Optional<Integer> result, int before) {
        if (!FlagHistory.isThere(before)) {
            return before != FlagHistory.UNBORN && result.isEmpty() ? before : FlagHistory.IMPOSSIBLE;
        }
        int after = store.change().apply(before);
        boolean fits = switch (store.answers()) {
            case ALL -> result.isPresent() && result.get() == after;
            case CHANGED -> result.map(now -> now == after).orElse(after == before);
            case NONE -> true;
        };
        return fits ? after : FlagHistory.IMPOSSIBLE;
    }

    @Override
    public void copied(Transfer transfer, Span span) {
        transfer.copies().forEach((source, target) -> {
            history(transfer.from(), source).seen(span, "copied", FlagHistory::isThere);
            arrived(transfer, source, target, span);
        });
    }

    private void arrived(Transfer transfer, long source, long target, Span span) {
        history(transfer.to(), target).born(span);
        Key from = new Key(transfer.from(), source);
        Key to = new Key(transfer.to(), target);
        identified(to, Objects.requireNonNull(ids.get(from), () -> from + " was not known to who copied it"));
        Key before = copies.put(to, from);
        assertThat(before).as("%s is a copy twice", to).isNull();
    }

    @Override
    public void moved(Transfer transfer, Span span) {
        assertThat(transfer.ok())
                .isEqualTo(transfer.copies().size() == transfer.uids().size());
        for (long uid : transfer.uids()) {
            FlagHistory history = history(transfer.from(), uid);
            Long target = transfer.copies().get(uid);
            if (target == null) {
                history.seen(span, "not moved", ConcurrentModel::isGone);
            } else {
                history.done(
                        span,
                        "moved",
                        state -> FlagHistory.isThere(state) ? state | FlagHistory.GONE : FlagHistory.IMPOSSIBLE);
                arrived(transfer, uid, target, span);
            }
        }
    }

    @Override
    public void swept(Sweep sweep, Span span) {
        List<Swept> all = Objects.requireNonNull(sweeps.get(sweep.mailbox()));
        synchronized (all) {
            all.add(new Swept(sweep, span, Thread.currentThread().getName()));
        }
    }

    private static boolean isGone(int state) {
        return (state & FlagHistory.GONE) != 0;
    }

    private static void sweep(FlagHistory history, long uid, Swept swept) {
        Sweep sweep = swept.sweep();
        boolean told = sweep.gone().contains(uid);
        if (sweep.among().isPresent() && !sweep.among().get().contains(uid)) {
            return;
        }
        boolean untold = sweep.known().contains(uid) && !told;
        history.done(swept.span(), swept.by() + " sweeps and is told: " + told, state -> {
            boolean goes = FlagHistory.isThere(state) && (state & FlagMask.DELETED) != 0;
            if (goes && untold || told && !goes && !isGone(state)) {
                return FlagHistory.IMPOSSIBLE;
            }
            return goes ? state | FlagHistory.GONE : state;
        });
    }

    @Override
    public void told(String mailbox, long uid, int flags, long modSeq, Told how, Span span) {
        Key key = new Key(mailbox, uid);
        if (modSeq > 0) {
            Integer before = versions.putIfAbsent(new Version(key, modSeq), flags);
            assertThat(before == null || before == flags)
                    .as("%s at MODSEQ %d is %s, and was %s", key, modSeq, flags, before)
                    .isTrue();
        }
        history(mailbox, uid).seen(span, how.toString(), flags);
        highest(mailbox).reached(modSeq, span);
    }

    @Override
    public void unchanged(String mailbox, long uid, int flags, Span span) {
        history(mailbox, uid).seen(span, "unchanged " + FlagMask.list(flags), state -> isGone(state) || state == flags);
    }

    @Override
    public void gone(String mailbox, long uid, Span span) {
        history(mailbox, uid).seen(span, "told that it is gone", ConcurrentModel::isGone);
    }

    @Override
    public void read(String mailbox, long uid, byte[] octets) {
        String id = ModelLetters.idOf(octets);
        identified(new Key(mailbox, uid), id);
        ModelLetters.check(id, octets);
    }

    @Override
    public void found(String mailbox, Criterion criterion, Set<Long> among, Found found, Span span) {
        if (found.all().isEmpty()) {
            return;
        }
        List<Long> all = found.all().get();
        assertThat(all).isSorted().doesNotHaveDuplicates();
        assertThat(among).containsAll(all);
        found.count().ifPresent(count -> assertThat(count).isEqualTo(all.size()));
        if (criterion.modSeq().isPresent()) {
            return;
        }
        Set<Long> fitting = new HashSet<>(all);
        for (long uid : among) {
            boolean fits = fitting.contains(uid);
            history(mailbox, uid)
                    .seen(
                            span,
                            criterion + " finds it: " + fits,
                            state -> (FlagHistory.isThere(state) && criterion.fits(state)) == fits);
        }
    }

    private Floor highest(String mailbox) {
        return floors.computeIfAbsent(mailbox + " HIGHESTMODSEQ", name -> new Floor());
    }

    @Override
    public void status(String mailbox, Map<String, Long> items, Span span) {
        for (String item : List.of("HIGHESTMODSEQ", "UIDNEXT")) {
            Long value = items.get(item);
            if (value != null) {
                floors.computeIfAbsent(mailbox + " " + item, name -> new Floor())
                        .told(value, span, item);
            }
        }
        Long uidValidity = items.get("UIDVALIDITY");
        if (uidValidity != null) {
            assertThat(uidValidity).isEqualTo(uidValidities.computeIfAbsent(mailbox, name -> uidValidity));
        }
    }

    @Override
    public void selected(String mailbox, int exists, KnownMailbox view, Span span) {
        Map<String, Long> figures =
                Map.of("HIGHESTMODSEQ", view.modSeq(), "UIDNEXT", view.uidNext(), "UIDVALIDITY", view.uidValidity());
        status(mailbox, figures, span);
    }

    @Override
    public void complete(String mailbox, KnownMailbox view) {
        if (atRest) {
            assertThat(difference(mailbox, view)).isEmpty();
            assertThat(view.messages()).allMatch(Message::isKnown);
        }
    }

    @Override
    public boolean isUpToDate(String mailbox, KnownMailbox view) {
        return !atRest || difference(mailbox, view).isEmpty();
    }

    private Optional<String> difference(String mailbox, KnownMailbox view) {
        return ModelDifference.between(view, Objects.requireNonNull(resting.get(mailbox)));
    }

    /** Nobody does anything: looks at everything, and holds clients to it until {@link #goOn}. */
    void rest() throws IOException {
        awaitArrivals();
        for (String mailbox : ModelClient.MAILBOXES) {
            TreeMap<Long, ModelDifference.State> now = look(inspectors.getFirst(), mailbox, "BODY.PEEK[]");
            for (ImapWire inspector : inspectors) {
                assertThat(look(inspector, mailbox, ModelClient.HEADER))
                        .as("at every gateway")
                        .isEqualTo(now);
                checkFigures(inspector, mailbox, now);
            }
            resting.put(mailbox, now);
            account(mailbox, now);
        }
        Set<String> known = new HashSet<>(accepted);
        known.addAll(appended);
        assertThat(born).as("what was there once").isEqualTo(known);
        atRest = true;
    }

    /** All clients have heard what there was to hear: some order explains it. From here on they may go on. */
    void goOn() {
        for (String mailbox : ModelClient.MAILBOXES) {
            checkHistories(mailbox);
        }
        atRest = false;
    }

    /** Until everything that was accepted is, or was, in the mailbox. */
    private void awaitArrivals() throws IOException {
        ImapWire inspector = inspectors.getFirst();
        Await.until("delivery of all that was accepted", Duration.ofSeconds(30), () -> {
            if (new HashSet<>(ids.values()).containsAll(accepted)) {
                return true;
            }
            look(inspector, "INBOX", ModelClient.HEADER);
            return false;
        });
    }

    private TreeMap<Long, ModelDifference.State> look(ImapWire inspector, String mailbox, String item)
            throws IOException {
        inspector.command("EXAMINE " + mailbox).expectOk();
        TreeMap<Long, ModelDifference.State> seen = new TreeMap<>();
        for (ImapWire.Untagged untagged : inspector
                .command("UID FETCH 1:* (FLAGS MODSEQ " + item + ")")
                .expectOk()
                .untagged()) {
            if (MailboxResponse.parse(untagged.text()) instanceof MailboxResponse.Fetch fetch) {
                long uid = fetch.uid().orElseThrow();
                int flags = FlagMask.of(fetch.flags().orElseThrow());
                seen.put(uid, new ModelDifference.State(flags, fetch.modSeq().orElseThrow()));
                read(mailbox, uid, untagged.literals().getFirst());
            }
        }
        return seen;
    }

    /** The figures are exactly those of what is seen. */
    private void checkFigures(ImapWire inspector, String mailbox, TreeMap<Long, ModelDifference.State> seen)
            throws IOException {
        MailboxResponse.Status status = (MailboxResponse.Status) MailboxResponse.parse(inspector
                .command("STATUS " + mailbox + " (MESSAGES UNSEEN DELETED UIDNEXT HIGHESTMODSEQ UIDVALIDITY)")
                .expectOk()
                .untagged()
                .getFirst()
                .text());
        Map<String, Long> items = status.items();
        status(mailbox, items, Span.since(System.nanoTime()));
        uidNexts.put(mailbox, Objects.requireNonNull(items.get("UIDNEXT")));
        long unseen = seen.values().stream()
                .filter(state -> (state.flags() & FlagMask.SEEN) == 0)
                .count();
        long deleted = seen.values().stream()
                .filter(state -> (state.flags() & FlagMask.DELETED) != 0)
                .count();
        assertThat(items).containsEntry("MESSAGES", (long) seen.size());
        assertThat(items).containsEntry("UNSEEN", unseen).containsEntry("DELETED", deleted);
    }

    /** Each UID that was given out since the last time is one message's, each message came once, and all else are copies. */
    private void account(String mailbox, TreeMap<Long, ModelDifference.State> now) {
        long uidNext = Objects.requireNonNull(uidNexts.get(mailbox));
        for (long uid = accounted.getOrDefault(mailbox, 0L) + 1; uid < uidNext; uid++) {
            Key key = new Key(mailbox, uid);
            String id = Objects.requireNonNull(ids.get(key), () -> "nobody knows which message is " + key);
            if (!copies.containsKey(key)) {
                assertThat(born.add(id)).as("%s came once, and is %s", id, key).isTrue();
            }
            if (accepted.contains(id) && !copies.containsKey(key)) {
                history(mailbox, uid).bornWith(0);
            }
            history(mailbox, uid);
        }
        assertThat(now.isEmpty() || now.lastKey() < uidNext).isTrue();
        accounted.put(mailbox, uidNext - 1);
    }

    private void checkHistories(String mailbox) {
        TreeMap<Long, ModelDifference.State> now = Objects.requireNonNull(resting.get(mailbox));
        List<Swept> swept = Objects.requireNonNull(sweeps.get(mailbox));
        Span end = Span.since(System.nanoTime());
        versions.keySet().removeIf(version -> version.key().mailbox().equals(mailbox));
        histories.replaceAll((key, history) -> {
            if (!key.mailbox().equals(mailbox)) {
                return history;
            }
            ModelDifference.State state = now.get(key.uid());
            if (state == null && history.isOver()) {
                return history;
            }
            swept.forEach(one -> sweep(history, key.uid(), one));
            history.seen(
                    end,
                    state == null ? "gone at last" : "at last " + FlagMask.list(state.flags()),
                    is -> state == null ? isGone(is) : is == state.flags());
            history.check(key.toString());
            checked.incrementAndGet();
            if (state != null) {
                versions.put(new Version(key, state.modSeq()), state.flags());
            }
            return FlagHistory.from(state == null ? FlagHistory.GONE : state.flags());
        });
        swept.clear();
        floors.values().forEach(Floor::forget);
    }

    /** A figure that only grows: nobody is told less than anybody had been told before he asked. */
    private static final class Floor {
        private final TreeMap<Long, Long> reached = new TreeMap<>();

        synchronized void told(long value, Span span, String what) {
            Map.Entry<Long, Long> before = reached.floorEntry(span.start());
            assertThat(value).as(what).isGreaterThanOrEqualTo(before == null ? 0 : before.getValue());
            reached(value, span);
        }

        synchronized void reached(long value, Span span) {
            Map.Entry<Long, Long> highest = reached.lastEntry();
            if (highest == null) {
                reached.put(span.end(), value);
            } else if (value > highest.getValue()) {
                reached.put(Math.max(span.end(), highest.getKey()), value);
            }
        }

        synchronized void forget() {
            while (reached.size() > 1) {
                reached.pollFirstEntry();
            }
        }
    }

    @Override
    public void close() {
        inspectors.forEach(ImapWire::close);
    }
}
