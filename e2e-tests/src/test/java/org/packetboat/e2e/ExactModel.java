package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.packetboat.testkit.imap.KnownMailbox;
import org.packetboat.testkit.imap.MailboxResponse;

/**
 * What has to come out when one operation is done at a time: it foretells every UID, flag, figure and result. Only MODSEQs it learns, from STATUS after
 * each change, and then knows of every message at which MODSEQ it had which flags.
 */
final class ExactModel implements ModelJudge, AutoCloseable {
    private static final String STATUS_ITEMS = "MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ";

    /** A message of a mailbox. */
    private static final class Kept {
        final String id;
        long octets;
        int flags;
        long modSeq;
        boolean gone;
        final TreeMap<Long, Integer> states = new TreeMap<>();

        Kept(String id, long octets, int flags) {
            this.id = id;
            this.octets = octets;
            this.flags = flags;
        }

        void changed(int now, long at) {
            flags = now;
            modSeq = at;
            states.put(at, now);
        }
    }

    private static final class Box {
        final TreeMap<Long, Kept> present = new TreeMap<>();
        final Map<Long, Kept> ever = new HashMap<>();
        long uidValidity;
        long uidNext;
        long highestModSeq;

        void add(long uid, Kept kept) {
            assertThat(uid).as("UID of a new message").isEqualTo(uidNext);
            uidNext++;
            present.put(uid, kept);
            ever.put(uid, kept);
        }

        Kept there(long uid) {
            return Objects.requireNonNull(present.get(uid), () -> "no message " + uid);
        }

        Kept remove(long uid) {
            Kept kept = there(uid);
            present.remove(uid);
            kept.gone = true;
            return kept;
        }
    }

    private enum Changes {
        SOMETHING,
        NOTHING
    }

    private final List<ImapWire> inspectors = new ArrayList<>();
    private final Map<String, Box> boxes = new HashMap<>();
    private int inspections;

    /** @param ports of the gateways to ask */
    ExactModel(String user, List<Integer> ports) throws IOException {
        for (int port : ports) {
            inspectors.add(ImapWire.login(port, user, "secret"));
        }
        for (String mailbox : ModelClient.MAILBOXES) {
            Box box = new Box();
            Map<String, Long> status = ask(mailbox);
            box.uidValidity = figure(status, "UIDVALIDITY");
            box.uidNext = figure(status, "UIDNEXT");
            box.highestModSeq = figure(status, "HIGHESTMODSEQ");
            boxes.put(mailbox, box);
        }
    }

    /** How many messages there are, and how many there ever were. */
    String figures() {
        return boxes.values().stream().mapToInt(box -> box.present.size()).sum() + " messages of "
                + boxes.values().stream().mapToInt(box -> box.ever.size()).sum();
    }

    private Box box(String mailbox) {
        return Objects.requireNonNull(boxes.get(mailbox), mailbox);
    }

    private static long figure(Map<String, Long> status, String item) {
        return Objects.requireNonNull(status.get(item), item);
    }

    private Map<String, Long> ask(String mailbox) throws IOException {
        ImapWire inspector = inspectors.get(inspections++ % inspectors.size());
        return ((MailboxResponse.Status) MailboxResponse.parse(inspector
                        .command("STATUS " + mailbox + " (" + STATUS_ITEMS + ")")
                        .expectOk()
                        .untagged()
                        .getFirst()
                        .text()))
                .items();
    }

    /** All figures are what they have to be; returns the MODSEQ of what was just done. */
    private long inspect(String mailbox, Changes changes) throws IOException {
        Box box = box(mailbox);
        long before = box.highestModSeq;
        Map<String, Long> status = ask(mailbox);
        long now = figure(status, "HIGHESTMODSEQ");
        switch (changes) {
            case SOMETHING -> assertThat(now).as("HIGHESTMODSEQ").isGreaterThan(before);
            case NOTHING -> assertThat(now).as("HIGHESTMODSEQ").isEqualTo(before);
        }
        box.highestModSeq = now;
        assertThat(status).isEqualTo(expected(mailbox, status.keySet()));
        return now;
    }

    private Map<String, Long> expected(String mailbox, Set<String> items) {
        Box box = box(mailbox);
        Map<String, Long> expected = new LinkedHashMap<>();
        for (String item : items) {
            expected.put(
                    item,
                    switch (item) {
                        case "MESSAGES" -> (long) box.present.size();
                        case "UIDNEXT" -> box.uidNext;
                        case "UIDVALIDITY" -> box.uidValidity;
                        case "UNSEEN" -> count(box, FlagMask.SEEN, 0);
                        case "DELETED" -> count(box, FlagMask.DELETED, FlagMask.DELETED);
                        case "SIZE" ->
                            box.present.values().stream()
                                    .mapToLong(kept -> kept.octets)
                                    .sum();
                        case "HIGHESTMODSEQ" -> box.highestModSeq;
                        default -> throw new AssertionError("STATUS " + item);
                    });
        }
        return expected;
    }

    private static long count(Box box, int bit, int value) {
        return box.present.values().stream()
                .filter(kept -> (kept.flags & bit) == value)
                .count();
    }

    @Override
    public void accepted(String id) throws IOException {
        Box box = box("INBOX");
        long octets =
                box.present.values().stream().mapToLong(kept -> kept.octets).sum();
        Await.until(id, () -> figure(ask("INBOX"), "UIDNEXT") > box.uidNext);
        Kept kept = new Kept(id, figure(ask("INBOX"), "SIZE") - octets, 0);
        box.add(box.uidNext, kept);
        kept.changed(0, inspect("INBOX", Changes.SOMETHING));
    }

    @Override
    public void appended(String mailbox, List<Letter> letters, Uids uids, Span span) throws IOException {
        Box box = box(mailbox);
        assertThat(uids.uidValidity()).isEqualTo(box.uidValidity);
        assertThat(uids.uids()).hasSameSizeAs(letters);
        List<Kept> added = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            Letter letter = letters.get(i);
            Kept kept = new Kept(letter.id(), Attempts.message(letter.id()).length, letter.flags());
            box.add(uids.uids().get(i), kept);
            added.add(kept);
        }
        long modSeq = inspect(mailbox, Changes.SOMETHING);
        added.forEach(kept -> kept.changed(kept.flags, modSeq));
    }

    @Override
    public void stored(Store store, Span span) throws IOException {
        Box box = box(store.mailbox());
        Map<Kept, Integer> changed = new LinkedHashMap<>();
        Map<Long, Integer> results = new TreeMap<>();
        Set<Long> modified = new TreeSet<>();
        for (long uid : store.uids()) {
            Kept kept = box.present.get(uid);
            if (kept == null) {
                continue;
            }
            if (store.unchangedSince().isPresent()
                    && kept.modSeq > store.unchangedSince().getAsLong()) {
                modified.add(uid);
                continue;
            }
            int now = store.change().apply(kept.flags);
            if (now != kept.flags) {
                changed.put(kept, now);
            }
            if (store.answers() == Answers.ALL || store.answers() == Answers.CHANGED && now != kept.flags) {
                results.put(uid, now);
            }
        }
        assertThat(store.modified()).as("MODIFIED").isEqualTo(modified);
        assertThat(new TreeMap<>(store.results())).as("results").isEqualTo(results);
        changed.forEach((kept, now) -> kept.flags = now);
        long modSeq = inspect(store.mailbox(), changed.isEmpty() ? Changes.NOTHING : Changes.SOMETHING);
        changed.forEach((kept, now) -> kept.changed(now, modSeq));
    }

    @Override
    public void copied(Transfer transfer, Span span) throws IOException {
        Box from = box(transfer.from());
        Set<Long> there = new TreeSet<>(transfer.uids());
        there.retainAll(from.present.keySet());
        boolean allThere = there.size() == transfer.uids().size();
        assertThat(transfer.ok()).as("all copied").isEqualTo(allThere);
        if (!allThere && transfer.whenGone() == WhenGone.REFUSE) {
            there.clear();
        }
        List<Kept> copies = arrive(transfer, there);
        long modSeq = inspect(transfer.to(), there.isEmpty() ? Changes.NOTHING : Changes.SOMETHING);
        copies.forEach(kept -> kept.changed(kept.flags, modSeq));
    }

    /** The messages with these UIDs get the next ones of the target, in order. */
    private List<Kept> arrive(Transfer transfer, Set<Long> uids) {
        Box from = box(transfer.from());
        Box to = box(transfer.to());
        assertThat(transfer.copies().keySet()).as("COPYUID").isEqualTo(uids);
        assertThat(uids.isEmpty() || transfer.uidValidity() == to.uidValidity)
                .as("UIDVALIDITY")
                .isTrue();
        List<Kept> copies = new ArrayList<>();
        transfer.copies().forEach((source, target) -> {
            Kept kept = from.there(source);
            Kept copy = new Kept(kept.id, kept.octets, kept.flags);
            to.add(target, copy);
            copies.add(copy);
        });
        return copies;
    }

    @Override
    public void moved(Transfer transfer, Span span) throws IOException {
        Box from = box(transfer.from());
        Set<Long> there = new TreeSet<>(transfer.uids());
        there.retainAll(from.present.keySet());
        assertThat(transfer.ok())
                .as("all moved")
                .isEqualTo(there.size() == transfer.uids().size());
        List<Kept> copies = arrive(transfer, there);
        there.forEach(from::remove);
        Changes changes = there.isEmpty() ? Changes.NOTHING : Changes.SOMETHING;
        inspect(transfer.from(), changes);
        if (transfer.from().equals(transfer.to())) {
            learn(transfer.to(), transfer.copies().values());
        } else {
            long modSeq = inspect(transfer.to(), changes);
            copies.forEach(kept -> kept.changed(kept.flags, modSeq));
        }
    }

    /** What was moved within a mailbox came with one change and went with another. */
    private void learn(String mailbox, Iterable<Long> uids) throws IOException {
        ImapWire inspector = inspectors.getFirst();
        inspector.command("EXAMINE " + mailbox).expectOk();
        for (long uid : uids) {
            for (ImapWire.Untagged untagged : inspector
                    .command("UID FETCH " + uid + " (MODSEQ)")
                    .expectOk()
                    .untagged()) {
                if (MailboxResponse.parse(untagged.text()) instanceof MailboxResponse.Fetch fetch) {
                    Kept kept = box(mailbox).there(uid);
                    kept.changed(kept.flags, fetch.modSeq().orElseThrow());
                }
            }
        }
        inspector.command("UNSELECT").expectOk();
    }

    @Override
    public void swept(Sweep sweep, Span span) throws IOException {
        Box box = box(sweep.mailbox());
        Set<Long> swept = new TreeSet<>();
        box.present.forEach((uid, kept) -> {
            boolean meant = sweep.among().isEmpty() || sweep.among().get().contains(uid);
            if (meant && (kept.flags & FlagMask.DELETED) != 0) {
                swept.add(uid);
            }
        });
        swept.forEach(box::remove);
        inspect(sweep.mailbox(), swept.isEmpty() ? Changes.NOTHING : Changes.SOMETHING);
        Set<Long> due = new TreeSet<>(swept);
        due.retainAll(sweep.known());
        assertThat(sweep.gone()).as("told to be gone").containsAll(due);
    }

    private Kept kept(String mailbox, long uid) {
        return Objects.requireNonNull(box(mailbox).ever.get(uid), () -> "no message " + uid + " in " + mailbox);
    }

    @Override
    public void told(String mailbox, long uid, int flags, long modSeq, Told how, Span span) {
        Kept kept = kept(mailbox, uid);
        String what = "flags of " + uid + " " + how;
        switch (how) {
            case ANSWERED -> {
                assertThat(FlagMask.list(flags)).as(what).isEqualTo(FlagMask.list(kept.flags));
                if (modSeq > 0 && !kept.gone) {
                    assertThat(modSeq).as("MODSEQ of %d", uid).isEqualTo(kept.modSeq);
                }
            }
            case PUSHED -> {
                if (modSeq > 0) {
                    assertThat(kept.states.get(modSeq))
                            .as(what + " at " + modSeq)
                            .isEqualTo(flags);
                } else {
                    assertThat(kept.states.values()).as(what).contains(flags);
                }
            }
        }
    }

    @Override
    public void unchanged(String mailbox, long uid, int flags, Span span) {
        Kept kept = kept(mailbox, uid);
        assertThat(kept.gone || kept.flags == flags).as("%d has changed", uid).isTrue();
    }

    @Override
    public void gone(String mailbox, long uid, Span span) {
        assertThat(kept(mailbox, uid).gone).as("%d is gone", uid).isTrue();
    }

    @Override
    public void read(String mailbox, long uid, byte[] octets) {
        Kept kept = kept(mailbox, uid);
        if (ModelLetters.check(kept.id, octets) == ModelLetters.Part.WHOLE) {
            assertThat((long) octets.length).as("octets of %d", uid).isEqualTo(kept.octets);
        }
    }

    @Override
    public void found(String mailbox, Criterion criterion, Set<Long> among, Found found, Span span) {
        Box box = box(mailbox);
        List<Long> expected = new ArrayList<>();
        for (long uid : among) {
            Kept kept = box.present.get(uid);
            if (kept != null
                    && criterion.fits(kept.flags)
                    && (criterion.modSeq().isEmpty()
                            || kept.modSeq >= criterion.modSeq().getAsLong())) {
                expected.add(uid);
            }
        }
        found.all().ifPresent(all -> assertThat(all).as("found").isEqualTo(expected));
        found.count().ifPresent(count -> assertThat(count).as("COUNT").isEqualTo(expected.size()));
        boolean any = !expected.isEmpty();
        found.min()
                .ifPresent(min -> assertThat(any && min == expected.getFirst())
                        .as("MIN %d of %s", min, expected)
                        .isTrue());
        found.max()
                .ifPresent(max -> assertThat(any && max == expected.getLast())
                        .as("MAX %d of %s", max, expected)
                        .isTrue());
        boolean ends = found.all().isEmpty() && found.count().isEmpty();
        OptionalLong modSeq = criterion.modSeq().isEmpty()
                ? OptionalLong.empty()
                : expected.stream()
                        .filter(uid -> !ends || uid.equals(expected.getFirst()) || uid.equals(expected.getLast()))
                        .mapToLong(uid -> box.there(uid).modSeq)
                        .max();
        assertThat(found.modSeq()).as("MODSEQ of %s", expected).isEqualTo(modSeq);
    }

    @Override
    public void status(String mailbox, Map<String, Long> items, Span span) {
        assertThat(items).isEqualTo(expected(mailbox, items.keySet()));
    }

    @Override
    public void selected(String mailbox, int exists, KnownMailbox view, Span span) {
        Box box = box(mailbox);
        assertThat(exists).as("EXISTS").isEqualTo(box.present.size());
        assertThat(view.uidValidity()).as("UIDVALIDITY").isEqualTo(box.uidValidity);
        assertThat(view.uidNext()).as("UIDNEXT").isEqualTo(box.uidNext);
        assertThat(view.modSeq()).as("HIGHESTMODSEQ").isEqualTo(box.highestModSeq);
    }

    @Override
    public void complete(String mailbox, KnownMailbox view) {
        assertThat(difference(mailbox, view)).isEmpty();
        assertThat(view.messages()).allMatch(KnownMailbox.Message::isKnown);
    }

    @Override
    public boolean isUpToDate(String mailbox, KnownMailbox view) {
        return difference(mailbox, view).isEmpty();
    }

    private Optional<String> difference(String mailbox, KnownMailbox view) {
        TreeMap<Long, ModelDifference.State> truth = new TreeMap<>();
        box(mailbox).present.forEach((uid, kept) -> truth.put(uid, new ModelDifference.State(kept.flags, kept.modSeq)));
        return ModelDifference.between(view, truth);
    }

    @Override
    public void close() {
        inspectors.forEach(ImapWire::close);
    }
}
