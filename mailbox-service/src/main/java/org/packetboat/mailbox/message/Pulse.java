package org.packetboat.mailbox.message;

/** Told now and then while a search goes on: the caller waits, or has gone, which ends it. */
@FunctionalInterface
interface Pulse {
    void beat() throws InterruptedException;
}
