package org.packetboat.delivery;

import java.util.Optional;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.QueueControl.Change;
import org.packetboat.delivery.port.QueueControl.Changed;
import org.packetboat.delivery.port.QueueControl.Filter;
import org.packetboat.delivery.port.QueueControl.Witness;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.queue.KeptBodies;

/**
 * What operators do with the queue, and what has to happen besides.
 *
 * @param shared the name under which the host of all destinations is blocked, if they have one
 * @param wake tells the relay that something may be due
 */
public record QueueDesk(
        QueueControl control,
        RelayQueue queue,
        Optional<String> shared,
        KeptBodies kept,
        DeliveryEvents events,
        Runnable wake) {
    /** Returns to how many recipients. */
    public int change(Change change, Filter filter) throws InterruptedException {
        Changed done = control.change(change, filter, witness(change));
        kept.giveUp(done.unneededObjects());
        if (done.recipients() > 0 && (change == Change.RETRY || change == Change.RELEASE) && shared.isPresent()) {
            queue.unblock(shared.get());
        }
        wake.run();
        return done.recipients();
    }

    private Witness witness(Change change) {
        return change == Change.DROP
                ? (id, recipient) -> events.of(id, Step.DROPPED, recipient, "by an operator")
                : Witness.NOBODY;
    }
}
