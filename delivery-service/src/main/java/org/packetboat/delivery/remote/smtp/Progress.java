package org.packetboat.delivery.remote.smtp;

import java.util.Map;

/** Hears how a message leaves. Called by the thread that sends it. */
public interface Progress {
    /** Right before the end of the message, from which on it may be delivered. */
    boolean mayEnd();

    /**
     * A transaction is over. The message may still have a long way to go for others: other transactions, other hosts.
     *
     * @param outcomes of all about whom it has decided for good, by their place in the envelope; may be empty
     * @throws InterruptedException ends the sending; what it was told comes again with the outcomes of all
     */
    void ended(Map<Integer, Outcome> outcomes) throws InterruptedException;
}
