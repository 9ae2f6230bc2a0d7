package org.packetboat.delivery.remote;

import java.util.HashMap;
import java.util.Map;

/**
 * How many workers there may be, together and for each destination: as many for one as have worked lately. Destinations that failed the last time
 * get one each and half of all at most, so that those that are dead leave room for those that live. Thread-safe.
 */
final class Concurrency {
    private static final int FIRST_LIMIT = 2;

    /** Destinations that are remembered while nothing runs for them. */
    private static final int REMEMBERED = 10_000;

    private final int most;
    private final int mostPerDestination;
    private final Map<String, Destination> destinations = new HashMap<>();
    private int running;
    private int runningFailing;

    Concurrency(int most, int mostPerDestination) {
        this.most = most;
        this.mostPerDestination = mostPerDestination;
    }

    private static final class Destination {
        private double limit = FIRST_LIMIT;
        private int running;
    }

    /** What a question for one more worker is answered with. */
    enum Answer {
        YES,
        /** Not for this destination now. */
        NOT_HERE,
        /** For none now. */
        NOT_NOW
    }

    /** Whether the destination could be reached the last time. */
    enum Health {
        LIVE,
        FAILING
    }

    /** After {@link Answer#YES} a worker runs, until {@link #ended}. */
    synchronized Answer start(String destination, Health health) {
        if (running >= most) {
            return Answer.NOT_NOW;
        }
        Destination state = destinations.computeIfAbsent(destination, any -> new Destination());
        boolean failing = health == Health.FAILING;
        int limit = failing ? 1 : (int) state.limit;
        if (state.running >= Math.min(limit, mostPerDestination)
                || failing && runningFailing >= Math.max(1, most / 2)) {
            return Answer.NOT_HERE;
        }
        state.running++;
        running++;
        runningFailing += failing ? 1 : 0;
        return Answer.YES;
    }

    synchronized void ended(String destination, Health health) {
        Destination state = destinations.get(destination);
        if (state == null || state.running == 0) {
            throw new IllegalStateException("no worker runs for " + destination);
        }
        state.running--;
        running--;
        runningFailing -= health == Health.FAILING ? 1 : 0;
        if (state.running == 0 && (state.limit == FIRST_LIMIT || destinations.size() > REMEMBERED)) {
            destinations.remove(destination);
        }
    }

    /** A message went through: one more, for as many as there are. */
    synchronized void worked(String destination) {
        Destination state = destinations.get(destination);
        if (state != null) {
            state.limit = Math.min(mostPerDestination, state.limit + 1 / state.limit);
        }
    }

    /** It could not be reached. */
    synchronized void failed(String destination) {
        Destination state = destinations.get(destination);
        if (state != null) {
            state.limit = Math.max(1, state.limit / 2);
        }
    }

    /** Whether a worker may take more without asking who else waits. */
    synchronized boolean hasRoom() {
        return running < most;
    }

    synchronized int running() {
        return running;
    }
}
