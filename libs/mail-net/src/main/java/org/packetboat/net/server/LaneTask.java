package org.packetboat.net.server;

/** A piece of work on a lane. */
@FunctionalInterface
public interface LaneTask {
    /** May block. Passes InterruptedException, which means that the connection is closing. */
    void run() throws InterruptedException;
}
