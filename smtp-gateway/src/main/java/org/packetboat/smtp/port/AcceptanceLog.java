package org.packetboat.smtp.port;

/** The durable log of accepted messages. What it has acknowledged will be delivered; thread-safe. */
public interface AcceptanceLog {
    /** Octets of a record, the envelope's and an inline body's together; what has more is staged. */
    int RECORD_OCTETS = 1_000_000;

    /**
     * Whether there is a chance that a message is taken.
     *
     * @throws org.packetboat.mail.failure.UnavailableException when there is none now
     */
    void check();

    /** Until when a message is answered that is whole now. */
    Deadline deadline();

    /**
     * Hands a message over; waits in turn while as many as are good for them are on their way. When this returns, the log may or may not come to hold it, whatever happens next; when it throws, whatever that is, the
     * log never will.
     *
     * @param deadline by which {@link Handover#awaitAcknowledgement} ends
     * @throws org.packetboat.mail.failure.LimitException {@code MESSAGE_SIZE} when the log takes no such message, now or ever
     * @throws org.packetboat.mail.failure.UnavailableException when the log cannot be reached, or cannot take more now
     */
    Handover handOver(AcceptedMessage message, Deadline deadline) throws InterruptedException;

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
