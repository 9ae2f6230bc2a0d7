package org.packetboat.delivery.remote.smtp;

import java.util.Map;

/** Hears how a message leaves. Called by the thread that sends it. */
public interface Progress {
    /** Right before a transaction, which must not begin when this is false. */
    boolean mayBegin();

    /** Right before the end of the message, from which on it may be delivered. */
    boolean mayEnd();

    /**
     * The server has taken the message for some of its recipients, and it may still have a long way to go for others: other transactions, other hosts.
     *
     * @param outcomes of all about whom this transaction has decided for good, by their place in the envelope
     * @throws InterruptedException ends the sending; what it was told comes again with the outcomes of all
     */
    void taken(Map<Integer, Outcome> outcomes) throws InterruptedException;
}
