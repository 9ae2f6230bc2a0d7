package org.packetboat.delivery.local;

import java.util.ArrayDeque;
import java.util.OptionalLong;

/** What of one partition is done: records complete in any order, offsets are committed in theirs. Thread-safe. */
public final class Progress {
    private final ArrayDeque<Tracked> underWay = new ArrayDeque<>();
    private int holds;
    private long next = -1;
    private long committed = -1;

    /** A record is under way from here on; offsets ascend. */
    public synchronized AcceptedRecord.Completion track(long offset) {
        Tracked tracked = new Tracked(offset);
        underWay.add(tracked);
        return tracked;
    }

    /** The offset to commit, if it has moved since {@link #committed}. */
    public synchronized OptionalLong committable() {
        while (!underWay.isEmpty() && underWay.element().complete) {
            next = underWay.remove().offset + 1;
        }
        return next > committed ? OptionalLong.of(next) : OptionalLong.empty();
    }

    /** This offset is committed. */
    public synchronized void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /** Something of this partition takes longer: fetch no more of it for now. */
    public synchronized boolean isHeld() {
        return holds > 0;
    }

    private synchronized void complete(Tracked tracked) {
        tracked.complete = true;
    }

    private synchronized void hold(int change) {
        holds += change;
    }

    private final class Tracked implements AcceptedRecord.Completion {
        private final long offset;
        private boolean complete;

        Tracked(long offset) {
            this.offset = offset;
        }

        @Override
        public void complete() {
            Progress.this.complete(this);
        }

        @Override
        public void hold() {
            Progress.this.hold(1);
        }

        @Override
        public void resume() {
            Progress.this.hold(-1);
        }
    }
}
