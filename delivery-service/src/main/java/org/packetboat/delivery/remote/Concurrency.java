package org.packetboat.delivery.remote;

import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many workers there may be, together and for each name: as many for one as have worked lately. Those that fail or stand still get half of all at
 * most, and a quarter is kept for names that have taken a message, so that those that are dead leave room for those that live. Thread-safe.
 */
final class Concurrency {
    private static final int FIRST_LIMIT = 2;

    /** Names that are remembered while nothing runs for them. */
    private static final int REMEMBERED = 10_000;

    /** A worker to which nothing has happened for so long counts as one that fails. */
    private static final long STANDS_STILL_NANOS = Duration.ofSeconds(30).toNanos();

    /** For how long it is remembered that a host has taken no more connections. */
    private static final long CEILING_NANOS = Duration.ofMinutes(10).toNanos();

    private final int most;
    private final int mostPerName;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Slot> slots = new HashSet<>();
    private @Nullable String waiting;
    private @Nullable String waitingUnproven;

    Concurrency(int most, int mostPerName, LongSupplier nanoTime) {
        this.most = most;
        this.mostPerName = mostPerName;
        this.nanoTime = nanoTime;
    }

    private static final class Entry {
        private double limit = FIRST_LIMIT;
        private int running;
        private int failedInARow;
        private boolean failing;
        private boolean proven;
        private int ceiling = Integer.MAX_VALUE;
        private long ceilingUntil;
        private @Nullable String waiting;
    }

    /** A worker that may run. */
    static final class Slot {
        private final String name;
        private final String destination;
        private final Entry entry;
        private long touched;
        private boolean talks;

        private Slot(String name, String destination, Entry entry, long now) {
            this.name = name;
            this.destination = destination;
            this.entry = entry;
            this.touched = now;
        }
    }

    /** What a question for one more worker is answered with. */
    sealed interface Answer {
        /** It runs until {@link #ended}. */
        record Yes(Slot slot) implements Answer {}

        /** Not for this one now. */
        record NotHere() implements Answer {}

        /** For none that has no worker now. */
        record NotNow() implements Answer {}
    }

    /** Whether a name could be reached the last time, as far as the queue knows. */
    enum Health {
        LIVE,
        FAILING
    }

    /**
     * Asks for a worker. Who has none yet comes before who wants more.
     *
     * @param name of what is limited: the destination, or the host that all share
     */
    synchronized Answer start(String name, String destination, Health health) {
        boolean hasOne = slots.stream().anyMatch(slot -> slot.destination.equals(destination));
        if (slots.size() >= most) {
            if (hasOne) {
                return new Answer.NotHere();
            }
            waiting = destination;
            return new Answer.NotNow();
        }
        long now = nanoTime.getAsLong();
        Entry entry = entries.computeIfAbsent(name, any -> new Entry());
        entry.failing = health == Health.FAILING || entry.failedInARow > 0;
        if (entry.running >= (health == Health.FAILING ? 1 : limit(entry, now))) {
            if (hasOne || name.equals(destination)) {
                return new Answer.NotHere();
            }
            entry.waiting = destination;
            return new Answer.NotNow();
        }
        if (!fits(entry, now)) {
            // A failing one could not use what those would give up.
            if (!entry.failing) {
                waitingUnproven = destination;
            }
            return new Answer.NotHere();
        }
        Slot slot = new Slot(name, destination, entry, now);
        slots.add(slot);
        entry.running++;
        served(entry, destination);
        return new Answer.Yes(slot);
    }

    private int limit(Entry entry, long now) {
        int ceiling = now - entry.ceilingUntil < 0 ? entry.ceiling : Integer.MAX_VALUE;
        return Math.min(Math.min((int) entry.limit, ceiling), mostPerName);
    }

    /** By what is true now: a destination that was alive when its workers began may have died under them. */
    private boolean fits(Entry entry, long now) {
        int failing = 0;
        int unproven = 0;
        for (Slot slot : slots) {
            if (slot.entry.failing || now - slot.touched > STANDS_STILL_NANOS) {
                failing++;
            } else if (!slot.entry.proven) {
                unproven++;
            }
        }
        if (entry.failing) {
            return failing < Math.max(1, most / 2);
        }
        return entry.proven || failing + unproven < Math.max(1, most * 3 / 4);
    }

    private void served(Entry entry, String destination) {
        if (destination.equals(waiting)) {
            waiting = null;
        }
        if (destination.equals(waitingUnproven)) {
            waitingUnproven = null;
        }
        if (destination.equals(entry.waiting)) {
            entry.waiting = null;
        }
    }

    /** All destinations that have something due are looked at again: who waited and has nothing any more does not wait. */
    synchronized void nextRound() {
        waiting = null;
        waitingUnproven = null;
        slots.forEach(slot -> slot.entry.waiting = null);
    }

    synchronized void ended(Slot slot) {
        if (!slots.remove(slot)) {
            throw new IllegalStateException("no worker runs for " + slot.name);
        }
        slot.entry.running--;
        for (Iterator<Entry> all = entries.values().iterator(); entries.size() > REMEMBERED && all.hasNext(); ) {
            if (all.next().running == 0) {
                all.remove();
            }
        }
    }

    /** A message went through: one more, for as many as there are. Returns whether it failed before. */
    synchronized boolean worked(Slot slot) {
        Entry entry = slot.entry;
        boolean failedBefore = entry.failing;
        slot.touched = nanoTime.getAsLong();
        entry.limit = Math.min(mostPerName, entry.limit + 1 / entry.limit);
        entry.failedInARow = 0;
        entry.failing = false;
        entry.proven = true;
        return failedBefore;
    }

    /** Something was decided about a message, by a reply that says nothing of the destination's health. */
    synchronized void answered(Slot slot) {
        slot.touched = nanoTime.getAsLong();
    }

    /** It could not be reached, or had difficulties. Returns how often in a row. */
    synchronized int failed(Slot slot) {
        Entry entry = slot.entry;
        slot.touched = nanoTime.getAsLong();
        entry.limit = Math.max(1, entry.limit / 2);
        entry.failing = true;
        return ++entry.failedInARow;
    }

    /** Whether this worker has a connection. */
    synchronized void talks(Slot slot, boolean talks) {
        slot.talks = talks;
    }

    /** After a connection could not be had: whether others have some, which then are as many as there may be for a while. */
    synchronized boolean isCrowded(Slot slot) {
        int others = 0;
        for (Slot other : slots) {
            others += other != slot && other.entry == slot.entry && other.talks ? 1 : 0;
        }
        if (others == 0) {
            return false;
        }
        Entry entry = slot.entry;
        entry.ceiling = others;
        entry.ceilingUntil = nanoTime.getAsLong() + CEILING_NANOS;
        entry.limit = Math.min(entry.limit, others);
        return true;
    }

    /** Whether a worker may take more: not when another destination waits for what it has. */
    synchronized boolean mayGoOn(Slot slot) {
        Entry entry = slot.entry;
        return isFree(waiting, slot) && isFree(entry.waiting, slot) && (entry.proven || isFree(waitingUnproven, slot));
    }

    private static boolean isFree(@Nullable String waiting, Slot slot) {
        return waiting == null || waiting.equals(slot.destination);
    }

    synchronized int running() {
        return slots.size();
    }
}
