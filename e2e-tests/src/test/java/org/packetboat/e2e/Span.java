package org.packetboat.e2e;

/** From just before a command was sent until its answer was there, by {@link System#nanoTime}. */
record Span(long start, long end) {
    /** At any time until now: for what was pushed. */
    static Span untilNow() {
        return new Span(0, System.nanoTime());
    }

    /** Since a moment. */
    static Span since(long start) {
        return new Span(start, System.nanoTime());
    }
}
