package org.packetboat.pop3.port;

import java.nio.ByteBuffer;

/** The octets of one message. */
public interface MessageBody {
    /** Octets as stored. */
    long octets();

    /**
     * Hands over a range in chunks, in order; blocks as long as the receiver is slow.
     *
     * @param length at most what is left from {@code offset}
     */
    void transfer(long offset, long length, Receiver receiver) throws InterruptedException;

    /** Takes chunks. */
    interface Receiver {
        /** @param chunk array-backed, not to be changed */
        void accept(ByteBuffer chunk) throws InterruptedException;
    }
}
