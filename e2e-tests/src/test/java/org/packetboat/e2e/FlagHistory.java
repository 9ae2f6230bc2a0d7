package org.packetboat.e2e;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * What was done to one message and what was seen of it, each within a span of time. It is as promised when there is an order of all this that fits
 * the spans, in which every step finds what the step before it has left: it is linearizable (Herlihy and Wing, 1990). A state is the message's flags
 * with, at times, one of the bits above them.
 */
final class FlagHistory {
    /** Expunged: nothing can be done to it any more; its flags stay what they were. */
    static final int GONE = 1 << FlagMask.COUNT;

    /** Not there yet. */
    static final int UNBORN = GONE << 1;

    /** A step that cannot follow on a state leads here. */
    static final int IMPOSSIBLE = -1;

    private static final Span ANY_TIME = new Span(0, Long.MAX_VALUE);
    private static final int ANY_FLAGS = -1;

    private record Step(Span span, String what, boolean reads, IntUnaryOperator effect) {}

    private record Place(BitSet done, int state) {}

    private final int initial;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Integer> seen = new LinkedHashSet<>();
    private Span birth = ANY_TIME;
    private int birthFlags = ANY_FLAGS;

    private FlagHistory(int initial) {
        this.initial = initial;
    }

    /** Of a message that will come, and may have come already. */
    static FlagHistory ofNew() {
        return new FlagHistory(UNBORN);
    }

    /** From this state on. */
    static FlagHistory from(int state) {
        return new FlagHistory(state);
    }

    static boolean isThere(int state) {
        return (state & (GONE | UNBORN)) == 0;
    }

    /** When it came to be. */
    synchronized void born(Span span) {
        birth = span;
    }

    /** The flags that it came with. */
    synchronized void bornWith(int flags) {
        birthFlags = flags;
    }

    /** Something that was seen. */
    synchronized void seen(Span span, String what, IntPredicate fits) {
        steps.add(new Step(span, by(what), true, state -> fits.test(state) ? state : IMPOSSIBLE));
    }

    /** Its flags were seen; it may have been gone already. */
    synchronized void seen(Span span, String what, int flags) {
        seen.add(flags);
        seen(span, what + " " + FlagMask.list(flags), state -> (state & ~GONE) == flags);
    }

    /** Something that was done. */
    synchronized void done(Span span, String what, IntUnaryOperator effect) {
        steps.add(new Step(span, by(what), false, effect));
    }

    private static String by(String what) {
        return Thread.currentThread().getName() + ": " + what;
    }

    /** Whether the message was gone, and nothing has been heard of it since. */
    synchronized boolean isOver() {
        return (initial & GONE) != 0 && initial != UNBORN && steps.isEmpty();
    }

    /** Fails when there is no such order. */
    synchronized void check(String message) {
        if (initial != UNBORN) {
            if (orders(steps, initial)) {
                return;
            }
        } else {
            for (int flags : possibleAtBirth()) {
                List<Step> all = new ArrayList<>(steps);
                all.add(new Step(birth, "born", false, state -> state == UNBORN ? flags : IMPOSSIBLE));
                if (orders(all, initial)) {
                    return;
                }
            }
        }
        throw new AssertionError("no order explains what was done and seen of " + message + ":" + text());
    }

    private Set<Integer> possibleAtBirth() {
        if (birthFlags != ANY_FLAGS) {
            return Set.of(birthFlags);
        }
        Set<Integer> possible = new LinkedHashSet<>(seen);
        for (int flags = 0; flags < GONE; flags++) {
            possible.add(flags);
        }
        return possible;
    }

    private String text() {
        StringBuilder text = new StringBuilder("\n    at first " + state(initial) + ", born with "
                + (birthFlags == ANY_FLAGS ? "any flags" : FlagMask.list(birthFlags)) + " in " + birth);
        sorted(steps)
                .forEach(step -> text.append("\n    ")
                        .append(step.span().start() / 1_000)
                        .append(" .. ")
                        .append(step.span().end() / 1_000)
                        .append(" us ")
                        .append(step.what()));
        return text.toString();
    }

    static String state(int state) {
        return FlagMask.list(state & GONE - 1)
                + ((state & GONE) != 0 ? " gone" : (state & UNBORN) != 0 ? " unborn" : "");
    }

    private static List<Step> sorted(List<Step> steps) {
        List<Step> sorted = new ArrayList<>(steps);
        sorted.sort(Comparator.comparingLong(step -> step.span().start()));
        return sorted;
    }

    private static boolean orders(List<Step> steps, int state) {
        return new Search(sorted(steps)).orders(new BitSet(steps.size()), state);
    }

    private static final class Search {
        private final List<Step> steps;
        private final Set<Place> failed = new HashSet<>();

        Search(List<Step> steps) {
            this.steps = steps;
        }

        /** Tries every step that may be next: none that begins after the end of one that is not done yet. */
        boolean orders(BitSet before, int state) {
            BitSet done = (BitSet) before.clone();
            List<Integer> possible = next(done, state);
            if (done.cardinality() == steps.size()) {
                return true;
            }
            Place place = new Place(done, state);
            if (failed.contains(place)) {
                return false;
            }
            for (int i : possible) {
                int after = steps.get(i).effect().applyAsInt(state);
                if (after != IMPOSSIBLE) {
                    BitSet then = (BitSet) done.clone();
                    then.set(i);
                    if (orders(then, after)) {
                        return true;
                    }
                }
            }
            failed.add(place);
            return false;
        }

        /** The changes that may be next. What may be seen next, and fits, is taken at once: that hinders nothing. */
        private List<Integer> next(BitSet done, int state) {
            while (true) {
                long firstEnd = Long.MAX_VALUE;
                for (int i = done.nextClearBit(0); i < steps.size(); i = done.nextClearBit(i + 1)) {
                    firstEnd = Math.min(firstEnd, steps.get(i).span().end());
                }
                List<Integer> possible = new ArrayList<>();
                boolean took = false;
                for (int i = done.nextClearBit(0); i < steps.size(); i = done.nextClearBit(i + 1)) {
                    Step step = steps.get(i);
                    if (step.span().start() > firstEnd) {
                        break;
                    }
                    if (!step.reads()) {
                        possible.add(i);
                    } else if (step.effect().applyAsInt(state) == state) {
                        done.set(i);
                        took = true;
                    }
                }
                if (!took) {
                    return possible;
                }
            }
        }
    }
}
