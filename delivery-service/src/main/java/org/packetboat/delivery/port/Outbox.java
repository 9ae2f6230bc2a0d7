package org.packetboat.delivery.port;

import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.DeadRecord;

/** Records that delivery itself writes. Calls block until the broker has acknowledged and throw {@code UnavailableException} otherwise. */
public interface Outbox {
    /** Mail that enters like any other: a bounce. */
    void accept(AcceptedMail mail) throws InterruptedException;

    /** A record that could not be processed. */
    void dead(DeadRecord record, TraceParent trace) throws InterruptedException;
}
