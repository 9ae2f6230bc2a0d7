package org.packetboat.mailbox.message;

/** Told after every statement of a search that is not the last: the caller waits, or has gone. */
@FunctionalInterface
interface Pulse {
    void beat() throws InterruptedException;
}
