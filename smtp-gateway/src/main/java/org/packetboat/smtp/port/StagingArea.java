package org.packetboat.smtp.port;

import java.time.Duration;

/** Room for messages above the inline limit: a bounded spool in front of the object store; thread-safe. */
public interface StagingArea {
    /**
     * Begins a body. Takes nothing yet.
     *
     * @param announced how many octets will come, which may turn out to be wrong; 0 if nobody knows
     */
    Staging open(long announced);

    /** One body on its way. Used by one thread. */
    interface Staging extends AutoCloseable {
        /**
         * Appends octets; parts that are complete travel on meanwhile. Waits while they do not, and while others have all the room: who reads
         * from a client slows it down by that.
         *
         * @throws org.packetboat.mail.failure.LimitException {@code SPOOL} when there was no room for too long
         * @throws org.packetboat.mail.failure.UnavailableException when the store does not take what came before
         */
        void append(byte[] array, int offset, int length) throws InterruptedException;

        /**
         * Waits until everything is stored.
         *
         * @param within so much time of the store's own. Waiting until it has time for this body comes on top of it
         * @throws org.packetboat.mail.failure.UnavailableException when the store does not take it, or not in this time
         */
        MessageOctets.Staged complete(Duration within) throws InterruptedException;

        /** How long {@link #complete} waited until the store had time for this body; at most two minutes. */
        Duration queuedFor();

        /** A record that refers to the object was handed over: it stays, whatever happens. */
        void keep();

        /** Gives back what is local; what was not kept is given up. Does not throw. */
        @Override
        void close();
    }
}
