package org.packetboat.delivery.remote;

import java.util.function.BooleanSupplier;

/**
 * Ends a worker, but not between the end of a message and the commit of what came of it: to be ended there would double the message. Thread-safe.
 */
final class Stop {
    private final Thread thread;
    private final BooleanSupplier closing;
    private boolean asked;
    private boolean ending;
    private boolean insisted;

    /**
     * @param thread the worker's
     * @param closing whether nothing new is to begin any more
     */
    Stop(Thread thread, BooleanSupplier closing) {
        this.thread = thread;
        this.closing = closing;
    }

    /** Whether the worker may take another message. */
    boolean mayBegin() {
        return !closing.getAsBoolean() && !isAsked();
    }

    /** The worker asks, before it turns to a host and before a transaction. What is not settled of those before is kept, and settled when this one is given up. */
    synchronized boolean begins() {
        ending = false;
        return heeded(mayBegin());
    }

    /** The worker asks, before the end of a message. */
    synchronized boolean mayEnd() {
        ending |= !asked;
        return heeded(!asked);
    }

    /** Whoever hears a no needs no interruption any more, which would only keep it from settling what is known. */
    private boolean heeded(boolean may) {
        if (!may && !insisted) {
            var unused = Thread.interrupted();
        }
        return may;
    }

    /** The worker says that what came of it is settled. */
    synchronized void settled() {
        ending = false;
    }

    private synchronized boolean isAsked() {
        return asked;
    }

    /** As soon as that doubles nothing. */
    synchronized void ask() {
        asked = true;
        if (!ending) {
            thread.interrupt();
        }
    }

    /** At once. */
    synchronized void insist() {
        asked = true;
        insisted = true;
        thread.interrupt();
    }
}
