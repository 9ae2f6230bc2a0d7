package org.packetboat.smtp.port;

/** The durable log of accepted messages. What it has acknowledged will be delivered; thread-safe. */
public interface AcceptanceLog {
    /**
     * Hands a message over. When this returns, the log may or may not come to hold it, whatever happens next; when it throws
     * {@code UnavailableException}, the log never will.
     *
     * @throws org.packetboat.mail.failure.UnavailableException when the log cannot be reached, or cannot take more now
     */
    Handover handOver(AcceptedMessage message) throws InterruptedException;

    /** A message between this process and the log. */
    interface Handover {
        /**
         * Waits for the acknowledgement; when it returns, the message is accepted.
         *
         * @throws org.packetboat.mail.failure.UnavailableException when none came in time: whether the log holds the message is unknown
         */
        void awaitAcknowledgement() throws InterruptedException;
    }
}
