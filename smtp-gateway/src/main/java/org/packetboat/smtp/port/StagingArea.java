package org.packetboat.smtp.port;

/** Room for messages above the inline limit: a bounded spool in front of the object store; thread-safe. */
public interface StagingArea {
    /**
     * Begins a body. Reserves nothing in the store yet.
     *
     * @throws org.packetboat.mail.failure.LimitException {@code SPOOL} when there is no room
     */
    Staging open();

    /** One body on its way. Used by one thread. */
    interface Staging extends AutoCloseable {
        /**
         * Appends octets; parts that are complete travel on meanwhile.
         *
         * @throws org.packetboat.mail.failure.LimitException {@code SPOOL} when there is no room
         * @throws org.packetboat.mail.failure.UnavailableException when the store does not take what came before
         */
        void append(byte[] array, int offset, int length) throws InterruptedException;

        /**
         * Waits until everything is stored.
         *
         * @throws org.packetboat.mail.failure.UnavailableException when the store does not take it
         */
        MessageOctets.Staged complete() throws InterruptedException;

        /** A record that refers to the object was handed over: it stays, whatever happens. */
        void keep();

        /** Gives back what is local; what was not kept is given up. Does not throw. */
        @Override
        void close();
    }
}
